/** Rows "key: value, value; key: …" by key; several keys of one row are separated by "/". */
export function tableOf(text: string): ReadonlyMap<string, readonly string[]> {
  const table = new Map<string, string[]>();
  for (const row of text.split(';')) {
    const [keys, values] = row.split(':').map((part) => part.trim().replace(/\s+/g, ' '));
    if (!keys) continue;
    for (const key of keys.split(/\s*\/\s*/))
      table.set(key, [...(table.get(key) ?? []), ...(values ?? '').split(/\s*,\s*/).filter(Boolean)]);
  }
  return table;
}
