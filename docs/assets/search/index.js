// Turns what signposts/search.py wrote into documents and an inverted index: stem → which documents say it, how weightily.

import { isEmpty, plain, stem, wordsOf } from './words.js';

// Weights of the fields, whole numbers. SAID: a word that an answer says; MENTION: one that stands somewhere on the page;
// ASKED: one by which readers look for the answer; HEADING: a word of a question on the page.
const TITLE = 35, FIRST_AUTHOR = 90, AUTHOR = 60, HOST = 60, YEAR = 60, KIND = 50, LEVEL = 20, ALIAS = 68, ADDRESS = 80;
const TEXT = 12, SAID = 11, ASKED = 40, HEADING = 10, MENTION = 4;

export const PAGE = '#', QUESTION = '?';

const FIRST_DIGIT = 35, FURTHER = '!';
const DIGITS = Array.from({ length: 127 - FIRST_DIGIT }, (_, code) => String.fromCharCode(code + FIRST_DIGIT)).filter((c) => c !== '\\');
const VALUES = new Map(DIGITS.map((digit, value) => [digit, value]));

/** Numbers from their packed form: each is the distance from the one before. */
export function unpack(text) {
  const numbers = [];
  let last = -1;
  for (const character of text) {
    if (character === FURTHER) last += DIGITS.length;
    else numbers.push(last += VALUES.get(character) + 1);
  }
  return numbers;
}

/** An id from its short form: a capital letter stands for a word of the text, in order. */
export const longId = (short, parts) => (short.match(/[A-Z]|[^A-Z-]+/g) ?? [])
  .map((part) => (part >= 'A' && part <= 'Z' ? parts[part.charCodeAt(0) - 65] : part)).join('-');

/** Documents and their words. data: the first part of what signposts/search.py wrote. */
export class Index {
  #ofWord = new Map();

  constructor(data) {
    this.documents = readDocuments(data);
    this.pages = this.documents.filter(({ kind }) => kind === PAGE);
    this.answers = this.documents.filter(({ kind }) => kind === PAGE || kind === QUESTION);
    this.lists = new Map();
    this.forms = new Map();
    this.packed = new Map();
    for (const found of this.documents) this.#addDocument(found);
    data.about.forEach((page, row) => this.#addAliases(this.pages[page], data.same[row].slice(0, 2)));
  }

  #addDocument(found) {
    const own = wordsOf(found.plain);
    let length = 0;
    for (const word of own) if (!isEmpty(word)) length += 1;
    this.#addWords(found, own, TITLE / (0.6 + 0.07 * length));
    this.#addCompounds(found, found.plain, TITLE / (0.6 + 0.07 * length));
    // An address names its subject in a word or two, even where the title says it in others.
    if (!found.label) this.#addWords(found, wordsOf(ownAddress(found)), ADDRESS);
    if (found.kind === QUESTION) {
      this.#addWords(found.page, own, HEADING);
      this.#addCompounds(found.page, found.plain, HEADING);
    }
    if (found.text) this.#add(found, plain(found.text), TEXT);
    if (!found.label) return;
    const comma = found.plainAuthors.indexOf(',');
    const [first, others] = comma < 0 ? [found.plainAuthors, ''] : [found.plainAuthors.slice(0, comma), found.plainAuthors.slice(comma)];
    this.#addWords(found, wordsOf(first), FIRST_AUTHOR);
    this.#addWords(found, wordsOf(others), AUTHOR);
    this.#addWords(found, wordsOf(found.host), HOST);
    this.#addWords(found, wordsOf(plain(found.label)), KIND);
    if (found.year) this.#addWords(found, [found.year], YEAR);
    if (found.level) this.#addWords(found, [found.level], LEVEL);
  }

  /** The page that the glossary names for an abbreviation is about it and its first meaning, whatever its title says. */
  #addAliases(page, names) {
    if (!page) return;
    page.aliases ??= [];
    page.aliases.push(...names);
    for (const name of names) this.#add(page, plain(name), ALIAS);
  }

  #add(found, text, weight) {
    this.#addWords(found, wordsOf(text), weight);
    this.#addCompounds(found, text, weight);
  }

  #addWords({ number }, words, weight) {
    const whole = Math.round(weight);
    for (const word of words) this.#list(word).push(number, whole);
  }

  /** "pre-training" is found as pretraining too, and "R-CNN" more as rcnn than as CNN. */
  #addCompounds(found, text, weight) {
    if (!text.includes('-')) return;
    for (const compound of text.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []) {
      this.#addWords(found, [compound.replaceAll('-', '')], weight);
      if (compound[1] === '-') this.#addWords(found, wordsOf(compound), -weight / 2);
    }
  }

  #list(word) {
    let list = this.#ofWord.get(word);
    if (list) return list;
    const key = stem(word);
    list = this.lists.get(key);
    if (!list) {
      this.lists.set(key, list = []);
      this.forms.set(key, word);
    }
    this.#ofWord.set(word, list);
    return list;
  }

  /** Keywords stay packed until they are asked for. The first rows are those of the words that are known already, sorted. */
  addKeywords({ words, said, asked }) {
    const known = new Set(this.documents.flatMap(({ plain: title, text = '' }) => [...wordsOf(title), ...wordsOf(plain(text))]));
    const rows = [...known].sort();
    let word = '';
    for (const line of words.split('\n')) rows.push(word = word.slice(0, Number(line[0])) + line.slice(1));
    const [sayers, meant] = [said.split('\n'), asked.split('\n')];
    rows.forEach((text, row) => {
      if (!sayers[row] && !meant[row]) return;
      const parts = wordsOf(plain(text));
      for (const part of parts.length > 1 ? [...parts, parts.join('')] : parts) {
        this.#list(part);
        const key = stem(part);
        const waiting = this.packed.get(key);
        if (waiting) waiting.push([sayers[row], meant[row]]);
        else this.packed.set(key, [[sayers[row], meant[row]]]);
      }
    });
  }

  /** Which documents say a stem: [number, weight, number, weight …]; a number may come again. */
  list(key) {
    const list = this.lists.get(key);
    for (const row of this.packed.get(key) ?? []) {
      row.forEach((answers, column) => {
        for (const number of unpack(answers)) {
          const { number: own, page } = this.answers[number];
          list.push(own, column ? ASKED : page ? SAID : MENTION);
          if (page) list.push(page.number, MENTION);
        }
      });
    }
    this.packed.delete(key);
    return list;
  }

  /** True if two words stand beside each other in a title. */
  areBeside(one, other) {
    const list = this.has(stem(one)) && this.has(stem(other)) ? this.lists.get(stem(one)) : [];
    const pair = new RegExp(`\\b${one} ${other}\\b`);
    return list.some((number, place) => place % 2 === 0 && pair.test(this.documents[number].plain));
  }

  /** True if a stem stands anywhere. */
  has(key) {
    return this.lists.has(key);
  }
}

function readDocuments(data) {
  const [addresses, titles, texts, authors, years, hosts] = ['addresses', 'titles', 'texts', 'authors', 'years', 'hosts']
    .map((name) => data[name].split('\n'));
  const [plainTitles, plainAuthors] = [data.titles, data.authors].map((column) => plain(column).split('\n'));
  let page;
  let question;
  let entry = -1;
  return Array.from(data.kinds, (kind, number) => {
    const found = { number, kind, title: titles[number], plain: plainTitles[number], short: addresses[number] };
    if (kind === PAGE) {
      found.text = texts.shift();
      [page, question] = [found, undefined];
    } else if (kind === QUESTION) {
      question = Object.assign(found, { page });
    } else {
      entry += 1;
      const level = data.levels[data.level[entry]] ?? '';
      Object.assign(found, {
        page,
        question,
        label: data.labels[kind],
        authors: authors[entry],
        plainAuthors: plainAuthors[entry],
        year: years[entry],
        host: hosts[entry],
        level,
      });
    }
    return found;
  });
}

/** What names a page or a question in its address. */
export const ownAddress = (found) => (found.kind === PAGE ? found.short.split('/').at(-2) ?? '' : longId(found.short, wordsOf(found.plain)));

/** Where a document stands, from the site's root. */
export function addressOf(found) {
  if (found.kind === PAGE) return found.short;
  return `${found.page.short}#${longId(found.short, wordsOf(`${found.plainAuthors ?? ''} ${found.plain}`))}`;
}
