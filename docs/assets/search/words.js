// From text to the keys under which words are indexed. One place for reader's and writer's words alike.

// What a question is built with, rather than what it is about.
const EMPTY = new Set((
  'a about actually all always am an and another any are as at be because been being between but by can cannot could did difference '
  + 'different do does doing during each either else exactly explain explained find for from get gets give gives go goes going good got had happen '
  + 'happens has have having help here how i if in instead into is it its itself just keep keeps know like look make makes many me mean means '
  + 'more most much must my need needed needs not of off on only or other our out put really run same say see should so some such take tell '
  + 'than that the their them then there these they thing things this those to too understand up us use used using versus very vs want '
  + 'was way ways we well were what when where whether which while who why will with without work works would you your'
).split(' '));

// Words whose last letters look like an ending and are none.
const WHOLE = new Set('atlas basis bias canvas embed gas keras lens pandas physics'.split(' '));

// Spellings that differ between British and American English: both become the same.
const SPELLINGS = [
  [/iz/g, 'is'], [/yz/g, 'ys'], [/(?<=\w{3})our/g, 'or'], [/(cent|met|lit|fib|theat)re(?=s?$)/, '$1er'], [/(cent)red$/, '$1ered'],
  [/ll(?=ed|ing|er)/, 'l'], [/ogue(?=s?$)/, 'og'], [/(?<=\w{3})ense/, 'ence'], [/artef/, 'artif'], [/^gray/, 'grey'],
  [/rnt$/, 'rned'], [/programme$/, 'program'], [/^maths$/, 'math'],
];
const MAY_DIFFER = /[iy]z|our|re[sd]?$|ll[ei]|ogue|ense|artef|^gray|rnt$|programme|maths/;

/** True for words that only hold a sentence together. */
export const isEmpty = (word) => EMPTY.has(word);

/** Small letters without accents. */
export function plain(text) {
  const small = text.toLowerCase();
  if (/^[\0-\x7f]*$/.test(small)) return small.replace(/'s\b/g, '');
  return small.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[×✕]/g, 'x').replace(/[’']s\b/g, '')
    .replace(/[‐‑]/g, '-').replace(/ł/g, 'l').replace(/ø/g, 'o').replace(/ı/g, 'i').replace(/ß/g, 'ss');
}

/** The words of a plain text, in order. */
export const wordsOf = (text) => text.match(/^[\0-\x7f]*$/.test(text) ? /[a-z0-9]+/g : /[\p{L}\p{N}]+/gu) ?? [];

/** The words of a text, in order. */
export const words = (text) => wordsOf(plain(text));

const known = new Map();

/** What all forms of a word share: number, tense and spelling are taken off. */
export function stem(word) {
  let found = known.get(word);
  if (found === undefined) known.set(word, found = makeStem(word));
  return found;
}

function makeStem(word) {
  if (word.length < 3 || WHOLE.has(word)) return word;
  if (/\d/.test(word)) return word.replace(/s$/, '');
  let form = word;
  if (MAY_DIFFER.test(word)) for (const [pattern, to] of SPELLINGS) form = form.replace(pattern, to);
  form = withoutTense(singular(form));
  if (WHOLE.has(form)) return form;
  const last = form.at(-1);
  if (last === 'e' && form.length > 2) return undouble(form.slice(0, -1));
  if (last === 'y' && form.length > 2) return `${form.slice(0, -1)}i`;
  return undouble(form);
}

function undouble(form) {
  const last = form.at(-1);
  return form.length > 3 && last === form.at(-2) && !'aeiou'.includes(last) ? form.slice(0, -1) : form;
}

function singular(word) {
  if (!word.endsWith('s') || word.length < 3) return word;
  if (word.endsWith('es')) {
    if (/([^aeiou]|[aeiou]{2})ies$/.test(word)) return `${word.slice(0, -3)}y`;
    if (/dices$/.test(word)) return word.replace(/ices$/, 'ex');
    if (/trices$/.test(word)) return word.replace(/ices$/, 'ix');
    if (/rtices$/.test(word)) return word.replace(/ices$/, 'ex');
    if (/(ss|x|ch|sh|ias|las)es$/.test(word)) return word.slice(0, -2);
    if (word.endsWith('yses')) return word.replace(/es$/, 'is');
  }
  // A status is no plural; CPUs and GPUs are.
  return 'sui'.includes(word.at(-2)) && !/^.pus$/.test(word) ? word : word.slice(0, -1);
}

function withoutTense(word) {
  for (const ending of ['ing', 'ed']) {
    if (!word.endsWith(ending)) continue;
    const rest = word.slice(0, -ending.length);
    if (rest.length > 2 && /[aeiouy]/.test(rest) && !word.endsWith('eed')) return rest;
  }
  return word;
}

const SUFFIXES = /(?:ation(?<=isation)|ions?|ional|or|er|ent|enc|anc|ant|iv|ment|ness|iti|al|abl|li|ist|ism|ic|ous)$/;

/** A wider family: "regularisation", "regulariser" and "regularise" share it. Expects a stem. */
export function family(form) {
  let root = form.replace(/if(?:ication|ier|i)$/, 'if');
  for (let turn = 0; turn < 2; turn += 1) {
    const shorter = root.replace(SUFFIXES, '');
    if (shorter.length < 5) break;
    root = shorter;
  }
  return undouble(root);
}

/** How many letters must be put in, left out, exchanged or swapped to make one word of the other; more than most: most + 1. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let last = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    [before, last, row] = [last, row, [i]];
    let least = i;
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1), last[j] + 1, row[j - 1] + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row.push(cost);
      if (cost < least) least = cost;
    }
    if (least > most) return most + 1;
  }
  return row[b.length];
}
