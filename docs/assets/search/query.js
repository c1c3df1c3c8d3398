// Reads a query: words as they were probably meant, and with each what means the same.

import { isEmpty, stem, words } from './words.js';

// How surely a synonym is meant; what an empty word counts among others; the weight of a word that stands nowhere.
const SYNONYM = 0.9, EMPTY_WORD = 0.06, UNKNOWN = 3;
// How many words must stand in a title as they were typed, for half a title to be meant.
const LEAST_VERBATIM = 3;

/** Phrase, as stems with spaces between → the other phrases that mean the same, as words. groups: such phrases. */
export function readSynonyms(groups) {
  const synonyms = new Map();
  for (const group of groups) {
    const phrases = group.map((phrase) => words(phrase));
    phrases.forEach((phrase, place) => {
      const key = phrase.map(stem).join(' ');
      synonyms.set(key, [...(synonyms.get(key) ?? []), ...phrases.filter((_, other) => other !== place)]);
    });
  }
  return synonyms;
}

/** A query as the engine reads it: units, each a word or a phrase with everything that means the same. */
export class Reading {
  constructor(engine, typed, finished) {
    this.engine = engine;
    this.units = [];
    this.keys = new Set();
    this.corrections = [];
    const read = typed.map((word, place) => this.#corrected(word, !finished && place + 1 === typed.length));
    const allEmpty = read.every(isEmpty);
    this.phrase = read.length < LEAST_VERBATIM ? '' : ` ${read.join(' ')} `;
    for (let from = 0; from < read.length;) from += this.#readUnit(read, from, finished, allEmpty);
  }

  /** A word that the index does not know, as it was probably meant. */
  #corrected(word, unfinished) {
    const { engine } = this;
    if (isEmpty(word) || this.#others([word]).length) return word;
    const meant = engine.correction(word, unfinished);
    if (meant) this.corrections.push([word, meant]);
    return meant || word;
  }

  /** Reads the longest unit that begins here; returns how many words it takes. */
  #readUnit(typed, from, finished, allEmpty) {
    for (let length = Math.min(typed.length - from, this.engine.longestSynonym); length > 0; length -= 1) {
      const span = typed.slice(from, from + length);
      const others = this.#others(span);
      if (length > 1 && !others.length) continue;
      const share = length === 1 && !others.length && !allEmpty && isEmpty(span[0]) ? EMPTY_WORD : 1;
      this.#addUnit(span, others, share, !finished && share === 1 && length === 1 && from + 1 === typed.length);
      return length;
    }
    return 1;
  }

  /** Other ways to say the words of a span: synonyms, and compounds written in another way. */
  #others(span) {
    const { index, synonyms } = this.engine;
    const others = [...(synonyms.get(span.map(stem).join(' ')) ?? [])];
    if (span.length > 1 && span.every(isEmpty)) return others;
    const joined = span.join('');
    if (span.length > 1 && span.length < 4 && index.has(stem(joined))) others.push([joined]);
    if (span.length > 1) return others;
    const unknown = !index.has(stem(joined));
    for (let cut = 2; cut < joined.length - 1; cut += 1) {
      const parts = [joined.slice(0, cut), joined.slice(cut)];
      const isSeam = /\p{L}(?:\d|v\d)/u.test(joined.slice(cut - 1, cut + 2)) && !/\d/.test(parts[0]);
      const isSplit = isSeam || (unknown && parts.every((part) => part.length > 2));
      if (isSplit ? parts.every((part) => index.has(stem(part))) : index.areBeside(...parts)) others.push(parts);
    }
    return others;
  }

  #addUnit(span, others, share, unfinished) {
    const phrases = [span, ...others].map((each, place) => ({
      sure: place ? SYNONYM : 1,
      words: each.map((word) => this.#word(word, unfinished && !place)),
    }));
    const matched = phrases.filter((phrase) => phrase.words.some((word) => word.keys.size));
    const heaviest = (phrase) => Math.max(...phrase.words.map((word) => word.weight));
    // A rare synonym does not make a usual word tell more.
    const weight = matched.length ? Math.min(...matched.map(heaviest)) : heaviest(phrases[0]);
    for (const phrase of matched) for (const word of phrase.words) for (const key of word.keys.keys()) this.keys.add(key);
    this.units.push({ phrases: matched, weight: weight * share });
  }

  #word(word, unfinished) {
    const { engine } = this;
    const keys = engine.meanings(word, unfinished);
    let weight = 0;
    for (const [key, sure] of keys) weight = Math.max(weight, sure * engine.weight(key));
    return { keys, weight: weight || UNKNOWN };
  }
}
