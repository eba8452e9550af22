import { expect, test } from 'vitest';
import { uuid5 } from './uuid.ts';

const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';

// The first is the example of RFC 9562, appendix A.4; the others are values of Python's uuid.uuid5(uuid.NAMESPACE_DNS, name).
test.each([
  ['www.example.com', '2ed6657d-e927-568b-95e1-2665a8aea6a2'],
  ['', '4ebd0208-8328-5d69-8c44-ec50939c0967'],
  ['é/日本 😀', '54d91f71-3e8a-5a33-94f1-e5b5abb9e05a'],
])('uuid5(%j)', (name, expected) => {
  expect(uuid5(name, dns)).toBe(expected);
});
