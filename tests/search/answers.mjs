// Asks the search's own modules from the command line: what the tests want to know comes in as JSON, the answer goes out.
import { readFileSync } from 'node:fs';
import { Engine } from '../../docs/assets/search/engine.js';
import { longId, unpack } from '../../docs/assets/search/index.js';
import { distance, family, stem, words } from '../../docs/assets/search/words.js';

const asked = JSON.parse(readFileSync(0, 'utf8'));
const answers = {
  stems: (list) => list.map(stem),
  families: (list) => list.map((word) => family(stem(word))),
  words: (list) => list.map((text) => words(text)),
  distances: (list) => list.map(([a, b, most]) => distance(a, b, most)),
  unpacked: (list) => list.map(unpack),
  ids: (list) => list.map(([short, text]) => longId(short, words(text))),
  search: ({ index, queries }) => {
    const engine = new Engine(index[0]).addKeywords(index[1]);
    return queries.map((query) => {
      const { results, corrections, nearest } = engine.search(query);
      return { results: results.map(({ address }) => address), corrections, nearest };
    });
  },
};
const given = Object.entries(asked).map(([name, input]) => [name, answers[name](input)]);
process.stdout.write(JSON.stringify(Object.fromEntries(given)));
