// What every formula needs: exact integers, checked fields, products that remember their symbols. No DOM.

/** A layer that cannot exist: `field` names the argument at fault, `message` is a sentence for the reader. */
export class LayerError extends Error {
  constructor(field, message) {
    super(message);
    this.field = field;
  }
}

/** Throws a LayerError on `field` unless `condition` holds. */
export function need(condition, field, message) {
  if (!condition) throw new LayerError(field, message);
}

/** Refuses a part that does not divide the whole. `name`: what the whole is called. */
export function divides(part, whole, field, name) {
  need(whole % part === 0n, field, `${field} must divide ${name}, but ${whole} is not divisible by ${part}.`);
}

/** Refuses an argument that is not what the input brings. */
export function matches(value, found, field, what) {
  need(value === found, field, `${field} is ${value}, but the input's ${what} is ${found}.`);
}

/**
 * One exact integer. Sizes are BigInt throughout: a product of five typed sizes soon leaves the safe integers.
 * @param value bigint, integer number or digits  @param least smallest value allowed
 * @returns {bigint}  @throws {LayerError}
 */
export function integer(value, field, least = 1n) {
  const text = String(value).trim();
  const whole = /^-?\d+$/.test(text) && text.length < 20;
  need(whole, field, `${field} must be a whole number of at most 19 digits, not “${text.slice(0, 24)}”.`);
  const number = BigInt(text);
  need(number >= least, field, `${field} must be at least ${least}, but it is ${number}.`);
  return number;
}

/** One integer for each of `rank` axes: a single value stands for all of them. @returns {bigint[]} */
export function tuple(value, field, rank, least = 1n) {
  if (!Array.isArray(value)) return Array(rank).fill(integer(value, field, least));
  need(value.length === rank, field, `${field} needs one number or ${rank}, not ${value.length}.`);
  return value.map((one) => integer(one, field, least));
}

/** Product of bigints. */
export const product = (numbers) => numbers.reduce((a, b) => a * b, 1n);

/** Value of a sum of products [[symbol, value], …]: a shown formula is the computed one. @returns {bigint} */
export const total = (terms) => terms.reduce((sum, factors) => sum + product(factors.map(([, value]) => value)), 0n);

/** ⌊a / b⌋ for b > 0; BigInt division alone rounds towards zero. */
export const floorDivide = (a, b) => (a - (((a % b) + b) % b)) / b;

/** A shape as PyTorch prints it: (1, 64, 56, 56). */
export const shapeText = (shape) => `(${shape.join(', ')}${shape.length === 1 ? ',' : ''})`;

/** Position of a possibly negative dimension. @returns {number} */
export function dimension(value, field, rank) {
  const dim = integer(value, field, -(10n ** 18n));
  const within = dim >= -rank && dim < rank;
  need(within, field, `${field} is ${dim}, but the input has ${rank} dimensions: use ${-rank} to ${rank - 1}.`);
  return Number(dim) + (dim < 0 ? rank : 0);
}
