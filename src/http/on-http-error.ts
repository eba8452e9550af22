import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';
import type { HttpError } from './http-error.ts';

/** Told of every failed request; `error.cause` is what happened inside. */
export type OnHttpError = (error: HttpError, c: Context<AppEnv>) => void;
