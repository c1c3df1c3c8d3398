// Ranks pages, questions and entries for a query. No DOM: tests and benchmark call it directly.
//
// A document is found by its fields (as in BM25F: each has a weight, and saying a word often counts less and less), by what
// the page around it is about, and by how much of its title the query explains, and the title of the query.

import { addressOf, Index, ownAddress, PAGE, QUESTION } from './index.js';
import { Reading, readSynonyms } from './query.js';
import { distance, family, isEmpty, plain, stem, words, wordsOf } from './words.js';

const SATURATION = 35;
// What a document has from the question and the page that it stands under.
const FROM_QUESTION = 0.3, FROM_PAGE = 0.5;
// How surely a word of the index is meant by a word of the query.
const SAME_FAMILY = 0.75, BEGINNING = 0.6, SLIP = 0.9, OTHER_START = 0.8;
// What is preferred when everything else is equal.
const PRIOR = { [PAGE]: 0.9, [QUESTION]: 1, entry: 0.65 };
// How many documents are looked at closely, and how much of a query a result must account for.
const CLOSELY = 120, LEAST_SHARE = 0.1, COVERAGE = 2;
// What a word loses that stands on every page.
const SPREAD = 0.07;
// How much the title's agreement with the query counts.
const AGREEMENT = 2, BY_ALIAS = 0.26, BY_ADDRESS = 0.6, BY_AUTHOR = 0.84;
// What words are worth that were typed as they stand in a title.
const VERBATIM = 1.8;
// Where a title goes on to another subject.
const SEAMS = { [PAGE]: /[:,]| and / , [QUESTION]: /, (?:and|or) /, entry: /[:(–—]| - / };

/**
 * The engine, from the answer to a request for the index. Its first line holds the documents, which is enough to find them
 * by their titles and authors; the second holds the words of the texts, and follows.
 * @param {Response} answer
 * @returns {Promise<{engine: Engine, whole: Promise<void>}>} whole: settled once the second line has been read
 */
export async function readEngine(answer) {
  if (!answer.ok) throw new Error(`the index is not there: ${answer.status}`);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const readOn = async () => {
    const { done, value = '' } = await reader.read();
    text += value;
    return !done;
  };
  while (!text.includes('\n')) if (!(await readOn())) throw new Error('the index ends too early');
  const end = text.indexOf('\n');
  const engine = new Engine(JSON.parse(text.slice(1, end - 1)));
  const readRest = async () => {
    while (await readOn());
    engine.addKeywords(JSON.parse(text.slice(end + 1, -1)));
  };
  return { engine, whole: readRest() };
}

/** An index that can be asked. data: the documents that signposts/search.py wrote; the keywords follow. */
export class Engine {
  #weights = new Map();
  #parts = new Map();
  #letters = new Map();

  constructor(data) {
    this.index = new Index(data);
    this.documents = this.index.documents;
    this.synonyms = readSynonyms(data.same);
    this.longestSynonym = Math.max(3, ...[...this.synonyms.keys()].map((key) => key.split(' ').length));
  }

  /** Add the words that are not shown; returns the engine. */
  addKeywords(data) {
    this.index.addKeywords(data);
    // What was worked out without them is no longer right.
    this.#weights.clear();
    return this;
  }

  /** How much a word tells: less the more documents, and the more pages, have it. */
  weight(key) {
    let weight = this.#weights.get(key);
    if (weight === undefined) {
      const count = this.documents.length;
      const [inDocuments, onPages] = this.#spread(key);
      weight = Math.log(1 + (count - inDocuments + 0.5) / (inDocuments + 0.5)) * (1 - SPREAD * (onPages / this.index.pages.length));
      this.#weights.set(key, weight);
    }
    return weight;
  }

  /** In how many documents, and on how many pages, a stem stands. */
  #spread(key) {
    const seen = new Uint8Array(this.documents.length);
    let inDocuments = 0;
    let onPages = 0;
    const list = this.index.has(key) ? this.index.list(key) : [];
    for (let place = 0; place < list.length; place += 2) {
      const number = list[place];
      if (seen[number] & 1) continue;
      seen[number] |= 1;
      inDocuments += 1;
      const page = this.documents[number].page?.number ?? number;
      if (!(seen[page] & 2)) onPages += 1;
      seen[page] |= 2;
    }
    return [inDocuments, onPages];
  }

  /**
   * The best documents for a query.
   * @param {string} query what the reader typed
   * @param {number} most how many results at most
   * @returns {{results: object[], keys: Set<string>, corrections: string[][], nearest: string[]}} results, best first; the
   *   stems that were matched; what was read as something else: [typed, read as]; the nearest words, if nothing was found
   */
  search(query, most = 12) {
    const typed = words(query);
    const reading = new Reading(this, typed, /[\s?.!]$/.test(query));
    const results = reading.units.length ? this.#rank(reading).slice(0, most) : [];
    const nearest = results.length ? [] : this.nearest(typed);
    return { results, keys: reading.keys, corrections: reading.corrections, nearest };
  }

  #rank({ units, phrase }) {
    const { documents } = this;
    const total = units.reduce((sum, unit) => sum + unit.weight, 0);
    const score = new Float32Array(documents.length);
    const covered = new Float32Array(documents.length);
    for (const unit of units) {
      const values = this.#unitValues(unit);
      for (let number = 0; number < documents.length; number += 1) {
        const { page, question } = documents[number];
        let value = values[number];
        if (question && values[question.number] * FROM_QUESTION > value) value = values[question.number] * FROM_QUESTION;
        if (page && values[page.number] * FROM_PAGE > value) value = values[page.number] * FROM_PAGE;
        score[number] += value * unit.weight;
        covered[number] += unit.weight * Math.min(1, value * 2);
      }
    }
    const candidates = [];
    for (let number = 0; number < documents.length; number += 1) {
      const share = covered[number] / total;
      if (share < LEAST_SHARE) continue;
      const found = documents[number];
      candidates.push({ found, share, score: (score[number] / total) * share ** COVERAGE * (PRIOR[found.kind] ?? PRIOR.entry) });
    }
    const close = candidates.sort(byScore).slice(0, CLOSELY);
    for (const candidate of close) {
      candidate.score *= 1 + AGREEMENT * this.#agreement(candidate.found, units, total);
      // Half a title, word by word: "is all you need" holds nothing but small words.
      if (phrase && ` ${wordsOf(candidate.found.plain).join(' ')} `.includes(phrase)) candidate.score *= VERBATIM;
    }
    return close.sort(byScore).map((candidate) => ({ ...candidate, address: addressOf(candidate.found) }));
  }

  /** How well each document fits one unit of the query: 0 to 1. */
  #unitValues({ phrases }) {
    const best = new Float32Array(this.documents.length);
    for (const phrase of phrases) {
      const total = phrase.words.reduce((sum, word) => sum + word.weight, 0) || 1;
      const sums = new Float32Array(this.documents.length);
      const shares = new Float32Array(this.documents.length);
      for (const word of phrase.words) {
        const part = word.weight / total;
        this.#wordValues(word).forEach((value, number) => {
          if (value <= 0) return;
          sums[number] += value * part;
          shares[number] += part;
        });
      }
      for (let number = 0; number < best.length; number += 1) {
        const value = sums[number] * shares[number] * shares[number] * phrase.sure;
        if (value > best[number]) best[number] = value;
      }
    }
    return best;
  }

  #wordValues({ keys }) {
    const values = new Float32Array(this.documents.length);
    const sums = new Float32Array(this.documents.length);
    for (const [key, sure] of keys) {
      const list = this.index.list(key);
      for (let place = 0; place < list.length; place += 2) sums[list[place]] += list[place + 1];
      for (let place = 0; place < list.length; place += 2) {
        const number = list[place];
        const value = (sure * sums[number]) / (sums[number] + SATURATION);
        if (value > values[number]) values[number] = value;
        sums[number] = 0;
      }
    }
    return values;
  }

  /** How far the title, or its best part, and the query say the same: 0 to 1. */
  #agreement(found, units, total) {
    let best = 0;
    for (const { keys, sure: trust } of this.#titleParts(found)) {
      let mass = 0;
      for (const key of keys) mass += this.weight(key);
      let explained = 0;
      let said = 0;
      for (const unit of units) {
        let inTitle = 0;
        let share = 0;
        for (const { sure, words: parts } of unit.phrases) {
          let sum = 0;
          let whole = 0;
          for (const word of parts) {
            whole += word.weight;
            let one = 0;
            for (const key of keys) {
              const own = (word.keys.get(key) ?? 0) * sure;
              if (own > one) one = own;
            }
            sum += one * word.weight;
          }
          if (whole && sum / whole > share) [share, inTitle] = [sum / whole, sum];
        }
        explained += inTitle;
        said += share * unit.weight;
      }
      if (mass) best = Math.max(best, trust * Math.min(1, explained / mass) * Math.min(1, said / total));
    }
    return best;
  }

  /** What a document calls itself, as stems, and how surely each is its subject. */
  #titleParts(found) {
    let parts = this.#parts.get(found);
    if (!parts) {
      parts = namesOf(found).flatMap(([text, sure]) => (text.includes('-') ? [[text, sure], [text.replace(/-/g, ''), sure]] : [[text, sure]]))
        .map(([text, sure]) => ({ sure, keys: new Set(wordsOf(text).filter((word) => !isEmpty(word)).map(stem)) }));
      this.#parts.set(found, parts);
    }
    return parts;
  }

  /** Words of the index that a word may be, with how sure that is: itself, its family, a beginning, a typing error. */
  meanings(word, unfinished) {
    const key = stem(word);
    const found = new Map();
    if (this.index.has(key)) found.set(key, 1);
    this.#relatives(key, found);
    if (word.length > 1 && (unfinished || (!found.size && word.length > 3))) this.#beginnings(word, found);
    if (!found.size) this.#slips(key, found);
    return found;
  }

  #relatives(key, found) {
    const root = family(key);
    for (const other of this.index.forms.keys()) {
      if (other !== key && other.startsWith(root.slice(0, -1)) && family(other) === root) found.set(other, SAME_FAMILY);
    }
  }

  #beginnings(word, found) {
    const start = word.replace(/iz/g, 'is');
    for (const key of this.index.forms.keys()) {
      if (key.length > start.length && key.startsWith(start) && !found.has(key)) {
        found.set(key, BEGINNING * Math.sqrt(start.length / key.length));
      }
    }
  }

  #slips(key, found) {
    const near = this.#within(key, mostSlips(key));
    const least = Math.min(...near.map(([, steps]) => steps));
    for (const [other, steps] of near) {
      if (steps === least) found.set(other, SLIP ** steps * (other[0] === key[0] ? 1 : OTHER_START));
    }
  }

  /** The word that an unknown one was probably meant to be: the nearest, and of those the one that stands in most places. */
  correction(word, unfinished) {
    const key = stem(word);
    if (this.index.has(key)) return '';
    const found = new Map();
    const relatives = new Map();
    this.#relatives(key, relatives);
    if (word.length > (unfinished ? 1 : 3)) this.#beginnings(word, found);
    if (found.size) return '';
    // One slip away from another word ("squeezent") is nearer than what only shares its beginning ("squeeze").
    if (!relatives.size) this.#slips(key, found);
    else if (key.length > 5) for (const [other] of this.#within(key, 1)) if (other[0] === key[0] && !relatives.has(other)) found.set(other, SLIP);
    const [best] = [...found].sort((a, b) => b[1] - a[1] || this.weight(a[0]) - this.weight(b[0]));
    return best ? this.index.forms.get(best[0]) : '';
  }

  #within(key, most) {
    const near = [];
    const own = letterSet(key);
    const digits = digitsOf(key);
    for (const other of this.index.forms.keys()) {
      if (Math.abs(other.length - key.length) > most) continue;
      let signs = this.#letters.get(other);
      if (signs === undefined) this.#letters.set(other, signs = letterSet(other));
      // One step changes at most two letters of the set.
      if (countBits(own ^ signs) > 2 * most) continue;
      const steps = distance(key, other, most);
      // Numbers are not slips: VGG-16 is not VGG-19.
      if (steps <= most && digitsOf(other) === digits) near.push([other, steps]);
    }
    return near;
  }

  /** The words of the index that look most like words that were not found. */
  nearest(typed) {
    const keys = typed.filter((word) => !isEmpty(word) && word.length > 2).map(stem);
    // Half of the letters should be right; if no word is that near, one right letter must do.
    for (const most of [(key) => Math.ceil(key.length / 2), (key) => key.length - 1]) {
      const near = keys.flatMap((key) => this.#within(key, most(key)).map(([other, steps]) => [this.index.forms.get(other), steps / key.length]));
      near.sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
      if (near.length) return [...new Set(near.map(([word]) => word))].slice(0, 5);
    }
    return [];
  }
}

/** All of a title; the parts of one that lists several subjects or has a subtitle; the address; the first author. */
function namesOf(found) {
  const title = found.plain;
  const names = title.split(SEAMS[found.kind] ?? SEAMS.entry).map((part) => [part, 1]);
  if (names.length > 1) names.push([title, 1]);
  if (found.label) names.push([found.plainAuthors.split(',')[0].split(' ').at(-1), BY_AUTHOR]);
  else names.push([ownAddress(found).replaceAll('-', ' '), BY_ADDRESS]);
  for (const alias of found.aliases ?? []) names.push([plain(alias), BY_ALIAS]);
  return names;
}

const digitsOf = (word) => word.replace(/\D/g, '');

/** Which letters a word has, as bits. */
function letterSet(word) {
  let set = 0;
  for (let place = 0; place < word.length; place += 1) set |= 1 << (word.charCodeAt(place) % 32);
  return set;
}

function countBits(set) {
  let count = 0;
  for (let rest = set; rest; rest &= rest - 1) count += 1;
  return count;
}

const mostSlips = (key) => (key.length < 4 ? 0 : key.length < 8 ? 1 : 2);

const byScore = (a, b) => b.score - a.score || a.found.number - b.found.number;
