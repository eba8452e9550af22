export { type AppOptions, createApp } from './app.ts';
export { HttpError } from './http-error.ts';
export { Limits } from './limits.ts';
export type { OnHttpError } from './on-http-error.ts';
export { type RunningServer, type ServeOptions, serve } from './serve.ts';
