// Receptive fields along one axis of a stack of convolutions and poolings. No DOM.
import { integer, LayerError } from './core.js';

/**
 * Size, jump (input values between neighbouring units), receptive field and start (centre of the first unit's field,
 * with the input values numbered from 0) after each layer: r += (K − 1)·D·j, start += ((K − 1)·D / 2 − P)·j, j ·= S.
 * @param {number} size of the input  @param {{k, s, p, d}[]} layers kernel, stride, padding and dilation
 * @returns {{size, jump, field, start}[]} the input first  @throws {LayerError} field such as “k2”
 */
export function receptiveField(size, layers) {
  const number = (value, field, least) => {
    const result = Number(integer(value, field, BigInt(least)));
    if (result > 2048) throw new LayerError(field, `${field} must be at most 2,048.`);
    return result;
  };
  const rows = [{ size: number(size, 'n', 1), jump: 1, field: 1, start: 0 }];
  layers.forEach((layer, i) => {
    const [k, s, p, d] = ['k', 's', 'p', 'd'].map((name) => number(layer[name], `${name}${i}`, name === 'p' ? 0 : 1));
    const last = rows.at(-1);
    const span = (k - 1) * d;
    const room = last.size + 2 * p - span - 1;
    if (room < 0) throw new LayerError(`k${i}`, `The window spans ${span + 1} values, but with padding there are only ${last.size + 2 * p}.`);
    rows.push({ size: Math.floor(room / s) + 1, jump: last.jump * s, field: last.field + span * last.jump, start: last.start + (span / 2 - p) * last.jump });
  });
  return rows;
}

/** The input positions that one unit of the last layer really sees, padding left out. @returns {number[]} ascending */
export function seenPositions(size, layers, unit) {
  const rows = receptiveField(size, layers);
  let seen = new Set([unit]);
  layers.map((layer, i) => ({ layer, size: rows[i].size })).reverse().forEach(({ layer, size: room }) => {
    const [k, s, p, d] = ['k', 's', 'p', 'd'].map((name) => Number(layer[name]));
    const before = new Set();
    for (const one of seen) for (let tap = 0; tap < k; tap += 1) before.add(one * s - p + tap * d);
    seen = new Set([...before].filter((at) => at >= 0 && at < room));
  });
  return [...seen].sort((a, b) => a - b);
}
