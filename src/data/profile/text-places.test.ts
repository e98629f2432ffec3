import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextPlaces } from './text-places.ts';

const texts = fc.oneof(fc.string(), fc.constantFrom('', '__proto__', 'é', '日本語', 'k1', 'k10', 'k100'), fc.string({ minLength: 200, maxLength: 300 }));

it('finds what a list holds, where it stands, and nothing else', () => {
  fc.assert(
    fc.property(fc.uniqueArray(texts, { maxLength: 600 }), fc.array(texts), (list, others) => {
      const places = new TextPlaces(list);
      list.forEach((text, place) => expect(places.of(text)).toBe(place));
      for (const text of others) expect(places.of(text)).toBe(list.indexOf(text));
    }),
  );
});
