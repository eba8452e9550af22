import { Command } from 'commander';
import { answeringKeys } from '../config/answering-keys.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { withFeedbackLog } from '../open-feedback.ts';
import { openPipeline } from '../open-pipeline.ts';
import { configuredEmbedder, withStore } from '../open-store.ts';
import { note } from '../output.ts';
import { signalOf } from '../run-program.ts';

export function serveCommand(): Command {
  const command = new Command('serve').description(
    'Serve POST /v1/answer, /v1/search and /v1/feedback; GET /healthz, /readyz and /openapi.json. Ctrl-C or SIGTERM lets the requests in flight finish.',
  );
  configOptions(command, [...answeringKeys, 'host', 'port', 'requestTimeout', 'maxBodyBytes', 'gracePeriod']);
  examples(command, [
    ['rag serve --store rag.sqlite --port 8080'],
    ['rag serve --policy official-sources --sources "law > blog"', 'a request may bring another policy'],
    [`curl localhost:8080/v1/answer -H 'Content-Type: application/json' -d '{"question": "Who signed?"}'`],
  ]);
  return command.action(async () => {
    const config = configOf(command);
    const { host, port, requestTimeout, maxBodyBytes, gracePeriod } = config;
    const signal = signalOf(command);
    const embedder = await configuredEmbedder(config);
    await withStore(config, { embedder, readOnly: true }, (store) =>
      withFeedbackLog(config, async (log) => {
        const { serve } = await import('../../http/serve.ts');
        const server = await serve({
          ...(await openPipeline(config, store, embedder, log)),
          store,
          host,
          port,
          limits: { requestTimeout, maxBodyBytes },
          onError: (error, c) => {
            if (error.status >= 500) note(`${c.get('requestId')} ${c.req.method} ${c.req.path} ${error.status} ${describe(error)}`);
          },
        });
        note(`Listening on ${server.url}`);
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
        note('Stopping …');
        await server.close(gracePeriod);
      }),
    );
  });
}

function describe({ message, cause }: Error): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : message;
}
