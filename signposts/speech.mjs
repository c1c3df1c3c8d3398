// Says a formula in English: MathJax's tree in, a sentence out. The speech rule engine knows mathematics in general; what is
// said below is what the notation means in deep learning, where a raised ⊤ is a transpose and a bar between arguments "given".

import { createRequire } from 'node:module';
import path from 'node:path';

import { SerializedMmlVisitor } from '@mathjax/src/js/core/MmlTree/SerializedMmlVisitor.js';

// The speech engine's ES modules do not load in Node; its bundle does.
const require = createRequire(import.meta.url);
const sre = require('speech-rule-engine/lib/sre.js');
const maps = path.join(path.dirname(require.resolve('speech-rule-engine/package.json')), 'lib', 'mathmaps');
const visitor = new SerializedMmlVisitor();

// "Times" is not put in where nothing is written: σ(x) is no product.
const STYLE = 'VerticalLine_Given:ImpliedTimes_None:Log_LnAsNaturalLog:AbsoluteValue_AbsEnd';

await sre.setupEngine({ locale: 'en', domain: 'clearspeak', modality: 'speech', json: maps, style: STYLE });
await sre.engineReady();

/** The formula in words. root: MathJax's tree, which is changed. */
export function speak(root) {
  prepare(root);
  return tidy(sre.toSpeech(visitor.visitTree(root)));
}

const textOf = (node) => (node.kind === 'text' ? node.getText() : (node.childNodes ?? []).map((child) => child && textOf(child)).join(''));
const make = (like, kind, ...children) => like.factory.create(kind, {}, children);
const words = (like, text) => make(like, 'mtext', like.factory.create('text').setText(text));

function prepare(node) {
  if (!node.childNodes || node.kind === 'text') return;
  for (const child of [...node.childNodes]) if (child) prepare(child);
  if (node.kind === 'mtable') alignment(node);
  for (const child of [...node.childNodes]) {
    const instead = child && rewritten(child);
    if (instead) node.replaceChild(instead, child);
  }
  if (['inferredMrow', 'mrow', 'mstyle', 'TeXAtom'].includes(node.kind)) {
    dropSpaces(node);
    separate(node);
  }
}

/** A space says nothing, and neither does the empty start of an aligned cell. */
function dropSpaces(row) {
  const kept = row.childNodes.filter((child) => child.kind !== 'mspace' && !(child.kind === 'mi' && textOf(child) === ''));
  if (kept.length !== row.childNodes.length) row.setChildren(kept);
}

const letterOf = (node) => (/^m(?:sub|sup|subsup)$/.test(node.kind) ? letterOf(node.childNodes[0]) : node.kind === 'mi' ? textOf(node) : '');

/** The engine takes f, g, h and H for functions, but "hw" is a product and not h of w. */
function separate(row) {
  const parts = row.childNodes.flatMap((child, place) => {
    const next = row.childNodes[place + 1];
    const isProduct = /^[fghH]$/.test(letterOf(child)) && next && letterOf(next);
    return isProduct ? [child, make(row, 'mo', row.factory.create('text').setText('\u2062'))] : [child];
  });
  if (parts.length !== row.childNodes.length) row.setChildren(parts);
}

/** The columns of an alignment are one line to the ear; the second column of cases is the condition. */
function alignment(table) {
  const columns = String(table.attributes.get('columnalign') ?? '');
  const isCases = columns === 'left left' && table.parent.childNodes.some((child) => child?.kind === 'mo' && textOf(child) === '{');
  if (!isCases && !/^right left/.test(columns)) return;
  for (const row of table.childNodes) {
    const [first, ...rest] = row.childNodes;
    if (!rest.length) continue;
    const condition = textOf(rest[0]).trim();
    const joined = isCases && condition && !/^(?:if|otherwise|for|when|else)/.test(condition) ? [words(table, 'if')] : [];
    first.childNodes[0].setChildren([...first.childNodes[0].childNodes, ...joined, ...rest.flatMap((cell) => cell.childNodes[0].childNodes)]);
    row.setChildren([first]);
  }
}

/** What stands above a letter without being a power: a word for it, "superscript" before what is read as it is. */
function markOf(raised) {
  const text = textOf(raised);
  if (text === '⊤') return 'transpose';
  if (/^[*∗]$/.test(text)) return 'star';
  return /^\(.*\)$/.test(text) || /^[A-Za-z]{2,}$/.test(text) && /^(?:mtext|mi normal)/.test(kindOf(raised)) ? 'superscript' : '';
}

/** The kind of a lone element, and how upright its letters are. */
function kindOf(node) {
  if (node.childNodes.length === 1 && node.childNodes[0].kind !== 'text') return kindOf(node.childNodes[0]);
  return `${node.kind} ${node.attributes?.get('mathvariant')}`;
}

const letter = (node) => (node.kind === 'mi' ? node : letter(node.childNodes[0]));

/** What a part of the tree is said as, where the engine would say something else; undefined elsewhere. */
function rewritten(node) {
  if (node.kind === 'mtext' && textOf(node).includes('-')) return words(node, textOf(node).replaceAll('-', ' '));
  if (node.kind === 'mo' && textOf(node) === '∼') return words(node, 'is distributed as');
  if (node.kind !== 'msup' && node.kind !== 'msubsup' && node.kind !== 'msub') return undefined;
  const [base, first, second] = node.childNodes;
  const raised = node.kind === 'msup' ? first : second;
  const mark = raised && markOf(raised);
  if (mark) {
    const bare = second ? make(node, 'msub', base, first) : base;
    return make(node, 'mrow', bare, words(node, mark), ...(mark === 'superscript' ? [raised] : []));
  }
  if (node.kind === 'msup' && textOf(base) === 'R' && letter(base).attributes.get('mathvariant') === 'double-struck') {
    return make(node, 'mrow', make(node, 'mi', node.factory.create('text').setText('R')), words(node, 'to the'), raised);
  }
  return undefined;
}

const RULES = [
  [/\blamda\b/g, 'lambda'],
  [/\bLamda\b/g, 'Lambda'],
  [/\bthe metric of\b/g, 'the norm of'],
  [/\bend metric\b/g, 'end norm'],
  // What is short needs no end.
  [/\bthe (absolute value|norm) of ((?:bold )?(?:italic )?\w+) end \1/g, 'the $1 of $2'],
  [/\bdouble struck E\b/g, 'the expectation'],
  [/\bdouble struck 1\b/g, 'indicator'],
  [/\bnormal (?=\w)/g, ''],
  [/\bl n\b/g, 'natural log'],
  [/\bpartial differential\b/g, 'partial'],
  [/\balmost equals\b/g, 'is approximately'],
  [/ with bottom brace below with (.+?) below\b/g, ' underbraced $1,'],
  [/\bopen paren times comma times close paren/g, 'open paren dot comma dot close paren'],
  [/ (?:blank|empty)(?! set)\b/g, ''],
  // A letter that stands alone is no function of what follows.
  [/ of slash /g, ' over '],
  [/ of the superscript of /g, ' superscript '],
  [/(?<! member) of (?=equals |is |plus |minus |comma |close |times |divided |superscript |star\b)/g, ' '],
  [/(?<!:) (?=(?:Line|Case|Row|Column) \d+[:,])/g, ', '],
  // A line that goes on with a sign goes on with a sum.
  [/(, Line \d+:|,) positive /g, '$1 plus '],
  [/(, Line \d+:) negative /g, '$1 minus '],
  [/ period$/, ''],
  [/ comma(?=,|$)/g, ''],
  [/,+(?=,|$)/g, ''],
];

function tidy(speech) {
  return RULES.reduce((text, [found, instead]) => text.replace(found, instead), speech).replace(/ {2,}/g, ' ').trim();
}
