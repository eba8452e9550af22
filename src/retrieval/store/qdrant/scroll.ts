import type { Schemas } from '@qdrant/js-client-rest';
import type { Collection } from './collection.ts';
import { toQdrantFilter } from './filter.ts';
import type { PassagePayload } from './payload.ts';

const pageSize = 512;

export interface ScrolledPassage {
  id: string;
  payload: PassagePayload;
}

/** The points of all passages that fulfil the filter, in pages; `fields` names the parts of the payload to bring, absent for all. */
export async function* scroll(
  collection: Collection,
  { filter = toQdrantFilter(), fields, signal }: { filter?: Schemas['Filter']; fields?: string[]; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ScrolledPassage[]> {
  let offset: Schemas['ScrollRequest']['offset'] = null;
  do {
    const wanted: Schemas['ScrollRequest'] = { filter, limit: pageSize, offset, with_payload: fields ?? true, with_vector: false };
    const page: Schemas['ScrollResult'] = await collection.request(
      (api, target, init) => api.scrollPoints({ ...target, ...wanted }, init),
      signal,
    );
    yield page.points as unknown as ScrolledPassage[];
    offset = (page.next_page_offset ?? null) as typeof offset;
  } while (offset !== null);
}
