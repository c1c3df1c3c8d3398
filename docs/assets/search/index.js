// Turns what signposts/search.py wrote into documents and an inverted index: stem → which documents say it, how weightily.

import { isEmpty, plain, stem, wordsOf } from './words.js';

// Weights of the fields. MENTION: a word that only stands somewhere on the page; SUBJECT: one that an answer repeats.
const TITLE = 10, FIRST_AUTHOR = 9, AUTHOR = 6, HOST = 6, YEAR = 6, KIND = 5, LEVEL = 2, ALIAS = 4, ADDRESS = 4, TEXT = 2, SUBJECT = 3, HEADING = 0.6, MENTION = 0.4;

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
export function longId(short, text) {
  const parts = wordsOf(plain(text));
  return (short.match(/[A-Z]|[^A-Z-]+/g) ?? []).map((part) => (/[A-Z]/.test(part) ? parts[part.charCodeAt(0) - 65] : part)).join('-');
}

/** Documents and their words. data: the JSON that signposts/search.py wrote. */
export class Index {
  constructor(data) {
    this.documents = readDocuments(data);
    this.pages = this.documents.filter(({ kind }) => kind === PAGE);
    this.lists = new Map();
    this.forms = new Map();
    this.pairs = new Map();
    for (const found of this.documents) this.#addDocument(found);
    data.about.forEach((page, row) => this.#addAliases(this.pages[page], data.same[row]));
    this.#addKeywords(data);
  }

  #addDocument(found) {
    const title = plain(found.title);
    const own = wordsOf(title);
    const weight = TITLE / (0.6 + 0.08 * own.filter((word) => !isEmpty(word)).length);
    this.#add(found, title, weight);
    for (let place = 1; place < own.length; place += 1) this.pairs.set(own[place - 1] + own[place], [own[place - 1], own[place]]);
    if (found.text) this.#add(found, plain(found.text), TEXT);
    // An address names its subject in a word or two, even where the title says it in others.
    if (!found.label) this.#add(found, ownAddress(found).replaceAll('-', ' '), ADDRESS);
    if (found.kind === QUESTION) this.#add(found.page, title, HEADING);
    if (!found.label) return;
    const [first, ...others] = plain(found.authors).split(', ');
    this.#add(found, first, FIRST_AUTHOR);
    this.#add(found, others.join(' '), AUTHOR);
    this.#add(found, found.host, HOST);
    this.#add(found, plain(found.label), KIND);
    this.#add(found, found.year, YEAR);
    this.#add(found, found.level, LEVEL);
  }

  /** The page that the glossary names for an abbreviation is about it, whatever its title says. */
  #addAliases(page, names) {
    if (!page) return;
    page.aliases ??= [];
    page.aliases.push(...names);
    for (const name of names) this.#add(page, plain(name), ALIAS);
  }

  #add({ number }, text, weight) {
    for (const word of wordsOf(text)) this.#list(word).push(number, weight);
    if (!text.includes('-')) return;
    // "pre-training" is found as pretraining too, and "R-CNN" more as rcnn than as CNN.
    for (const compound of text.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []) {
      this.#list(compound.replaceAll('-', '')).push(number, weight);
      if (/^[a-z]-/.test(compound)) for (const word of wordsOf(compound)) this.#list(word).push(number, -weight / 2);
    }
  }

  #list(word) {
    const key = stem(word);
    let list = this.lists.get(key);
    if (!list) {
      this.lists.set(key, list = []);
      this.forms.set(key, word);
    }
    return list;
  }

  /** Keywords stay packed until they are asked for. */
  #addKeywords({ words, mentions, subjects }) {
    const [onPages, inAnswers] = [mentions.split('\n'), subjects.split('\n')];
    this.packed = new Map();
    let word = '';
    words.split('\n').forEach((line, row) => {
      word = word.slice(0, Number(line[0])) + line.slice(1);
      const parts = wordsOf(plain(word));
      for (const part of parts.length > 1 ? [...parts, parts.join('')] : parts) {
        this.#list(part);
        const key = stem(part);
        const rows = this.packed.get(key);
        if (rows) rows.push([onPages[row], inAnswers[row]]);
        else this.packed.set(key, [[onPages[row], inAnswers[row]]]);
      }
    });
  }

  /** Which documents say a stem: [number, weight, number, weight …]; a number may come again. */
  list(key) {
    const list = this.lists.get(key);
    for (const [onPages, inAnswers] of this.packed.get(key) ?? []) {
      for (const number of unpack(onPages)) list.push(this.pages[number].number, MENTION);
      for (const number of unpack(inAnswers)) {
        const found = this.documents[number];
        list.push(number, SUBJECT);
        if (found.page) list.push(found.page.number, MENTION);
      }
    }
    this.packed.delete(key);
    return list;
  }

  /** True if a stem stands anywhere. */
  has(key) {
    return this.lists.has(key);
  }
}

function readDocuments(data) {
  const [addresses, titles, texts, authors, years, hosts] = ['addresses', 'titles', 'texts', 'authors', 'years', 'hosts']
    .map((name) => data[name].split('\n'));
  let page;
  let question;
  let entry = -1;
  return Array.from(data.kinds, (kind, number) => {
    const found = { number, kind, title: titles[number], short: addresses[number] };
    if (kind === PAGE) {
      found.text = texts.shift();
      [page, question] = [found, undefined];
    } else if (kind === QUESTION) {
      question = Object.assign(found, { page });
    } else {
      entry += 1;
      const level = data.levels[data.level[entry]] ?? '';
      Object.assign(found, {
        page, question, label: data.labels[kind], authors: authors[entry], year: years[entry], host: hosts[entry], level,
      });
    }
    return found;
  });
}

/** What names a page or a question in its address. */
export const ownAddress = (found) => (found.kind === PAGE ? found.short.split('/').at(-2) ?? '' : longId(found.short, found.title));

/** Where a document stands, from the site's root. */
export function addressOf(found) {
  if (found.kind === PAGE) return found.short;
  return `${found.page.short}#${longId(found.short, `${found.authors ?? ''} ${found.title}`)}`;
}
