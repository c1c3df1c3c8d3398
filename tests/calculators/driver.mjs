// Answers the tests: one JSON request a line on standard input, one JSON answer a line on standard output.
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const folder = pathToFileURL(`${process.argv[2]}/`);
const load = (name) => import(new URL(name, folder));
const modules = {};
const plain = (_, value) => (typeof value === 'bigint' ? value.toString() : value);

async function answer({ module, call, args }) {
  modules[module] ??= await load(module);
  try {
    return { result: await modules[module][call](...args) };
  } catch (error) {
    return { error: { name: error.constructor.name, message: error.message, field: error.field, line: error.line, layer: error.layer } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)), plain)}\n`);
}
