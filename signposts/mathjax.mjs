// Renders formulas for the build: one JSON object a line in, one a line out.
//
//   in:  {"tex": "x^2", "display": false}
//   out: {"svg": "<svg …>", "glyphs": {"I-1D465": "M…"}, "width": 1.0, "depth": 0.1, "speech": "x squared"}  or  {"error": "…"}
//
// Glyph outlines are handed out apart from the formulas, so that a page holds each outline once. SVGO writes outlines with
// relative whole numbers (a unit is a thousandth of the letter size) and drops groups that only nest: two fifths of the
// outlines' weight and half of a formula's elements.

import { createInterface } from 'node:readline';

import { optimize } from 'svgo';

import { mathjax } from '@mathjax/src/js/mathjax.js';
import { TeX } from '@mathjax/src/js/input/tex.js';
import { SVG } from '@mathjax/src/js/output/svg.js';
import { liteAdaptor } from '@mathjax/src/js/adaptors/liteAdaptor.js';
import { RegisterHTMLHandler } from '@mathjax/src/js/handlers/html.js';
import '@mathjax/src/js/input/tex/base/BaseConfiguration.js';
import '@mathjax/src/js/input/tex/ams/AmsConfiguration.js';
import '@mathjax/src/js/input/tex/boldsymbol/BoldsymbolConfiguration.js';
import '@mathjax/src/js/input/tex/mathtools/MathtoolsConfiguration.js';
import { MathJaxNewcmFont } from '@mathjax/mathjax-newcm-font/mjs/svg.js';

import { speak } from './speech.mjs';

mathjax.asyncLoad = (name) => import(name);

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const output = new SVG({ fontData: MathJaxNewcmFont, fontCache: 'global', linebreaks: { inline: false } });
const input = new TeX({
  packages: ['base', 'ams', 'boldsymbol', 'mathtools'],
  // Without this, MathJax draws a wrong formula in red instead of saying what is wrong.
  formatError: (_jax, error) => { throw error; },
});
const page = mathjax.document('', { InputJax: input, OutputJax: output });

const NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"';

/** SVGO needs the name space that HTML does without. */
function shrink(svg, plugins) {
  return optimize(svg.replace('<svg', `<svg${NAMESPACE}`), { multipass: true, plugins }).data.replace(NAMESPACE, '');
}

/** The glyphs in MathJax's font cache, by id, without those that draw nothing. */
function takeGlyphs() {
  const glyphs = {};
  for (const node of adaptor.childNodes(output.fontCache.getCache())) {
    const outline = adaptor.getAttribute(node, 'd');
    if (outline) glyphs[shortId(adaptor.getAttribute(node, 'id'))] = shrinkOutline(outline);
  }
  return glyphs;
}

const outlines = new Map();

function shrinkOutline(outline) {
  if (!outlines.has(outline)) {
    const svg = shrink(`<svg><path d="${outline}"/></svg>`, [{ name: 'convertPathData', params: { floatPrecision: 0, utilizeAbsolute: false } }]);
    outlines.set(outline, svg.match(/ d="([^"]+)"/)?.[1] ?? outline);
  }
  return outlines.get(outline);
}

const FLATTEN = [
  'collapseGroups',
  'removeEmptyContainers',
  { name: 'convertTransform', params: { floatPrecision: 0, transformPrecision: 4 } },
  'moveGroupAttrsToElems',
];

function shortId(id) {
  return id.replace('MJX-NCM-', 'g-');
}

/** SVG without what only MathJax's own scripts read, and without references to empty glyphs. */
function slim(markup, glyphs) {
  return markup
    .replace(/ (?:data-[a-z-]+|xmlns(?::xlink)?|role|focusable)="[^"]*"/g, '')
    .replace(/<use xlink:href="#(MJX-NCM-[^"]+)"([^>]*)><\/use>/g, (_all, id, rest) =>
      shortId(id) in glyphs ? `<use href="#${shortId(id)}"${rest}/>` : '')
    .replace(/<(rect|path|line)([^>]*)><\/\1>/g, '<$1$2/>')
    .replace(/ style="vertical-align: [^"]*"/, '');
}

// Some outlines reach a little beyond the box that MathJax measures, and a browser cuts a picture that it may skip at its box.
// So each box is larger by this much (in ex) on every side; a negative margin in frame.css takes it back.
const SPARE = 0.2;
const UNITS_PER_EX = 442;

function widen(markup) {
  const grown = (size) => `${(parseFloat(size) + 2 * SPARE).toFixed(3)}ex`;
  return markup
    .replace(/ width="([\d.]+)ex" height="([\d.]+)ex"/, (_all, width, height) => ` width="${grown(width)}" height="${grown(height)}"`)
    .replace(/ viewBox="([^"]+)"/, (_all, box) => {
      const [x, y, width, height] = box.split(' ').map(Number);
      const spare = SPARE * UNITS_PER_EX;
      return ` viewBox="${[x - spare, y - spare, width + 2 * spare, height + 2 * spare].map((n) => +n.toFixed(1)).join(' ')}"`;
    });
}

async function render({ tex, display }) {
  output.clearFontCache();
  const item = new page.options.MathItem(tex, input, display);
  item.setMetrics(16, 8, 1e6, 1);
  await mathjax.handleRetriesFor(() => item.compile(page));
  await mathjax.handleRetriesFor(() => item.typeset(page));
  const svg = adaptor.firstChild(item.typesetRoot);
  const width = adaptor.getAttribute(svg, 'width');
  if (width.endsWith('%')) throw new Error('a numbered formula (\\tag) does not fit a phone: name it in the text');
  const glyphs = takeGlyphs();
  return {
    svg: widen(shrink(slim(adaptor.outerHTML(svg), glyphs), FLATTEN)),
    glyphs,
    width: parseFloat(width),
    depth: -parseFloat(adaptor.getAttribute(svg, 'style').match(/vertical-align: ([-\d.]+)/)?.[1] ?? 0),
    // Last, for it changes the tree.
    speech: speak(item.root),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await render(JSON.parse(line));
  } catch (error) {
    answer = { error: String(error.message ?? error) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
