import { Command } from 'commander';
import { AccordError } from '../../errors.ts';
import { configOf, configOptions } from '../config/options.ts';
import { examples } from '../examples.ts';
import { parseFilterFlag } from '../filter-flag.ts';
import { withStore } from '../open-store.ts';
import { print, printJson } from '../output.ts';

export function deleteCommand(): Command {
  const command = new Command('delete')
    .description('Remove documents or passages by their ids, or all passages that fulfil a filter.')
    .argument('[id...]', 'ids of documents or passages')
    .option('--where <json>', 'a filter')
    .option('--json', 'print only JSON');
  configOptions(command, ['store']);
  examples(command, [
    ['rag delete docs/old.md', 'a document with all its passages'],
    [`rag delete --where '{"field": "source", "eq": "wiki"}'`],
  ]);
  return command.action(async (ids: string[], { where, json }: { where?: string; json?: boolean }) => {
    if (ids.length === 0 && where === undefined) {
      throw new AccordError('invalid-config', 'Nothing is named to delete.', 'Give ids, or a filter with --where.');
    }
    const filter = where === undefined ? undefined : parseFilterFlag('--where', where);
    const deleted = await withStore(configOf(command), { embedder: null, readOnly: false }, async (store) => {
      // A document of one passage gives it its own id.
      const byId = ids.length > 0 ? (await store.deleteWhere({ field: 'document.id', in: ids })) + (await store.delete(ids)) : 0;
      return byId + (filter ? await store.deleteWhere(filter) : 0);
    });
    if (deleted === 0 && ids.length > 0) {
      throw new AccordError('not-found', `No document or passage has the id ${ids.join(', ')}.`, 'rag search QUERY --json shows the ids.');
    }
    if (json) printJson({ deleted });
    else print(`${deleted.toLocaleString('en-US')} ${deleted === 1 ? 'passage' : 'passages'} deleted`);
  });
}
