// The roofline model (Williams, Waterman and Patterson, 2009) and the devices that it is drawn for. No DOM.

/**
 * Peaks in 10¹² operations a second, dense (without sparsity), by number format; bandwidth in 10⁹ bytes a second.
 * Every row states where its numbers stand and when that was published.
 */
export const DEVICES = [
  { name: 'NVIDIA A100 40 GB (SXM)', peaks: { float32: 19.5, 'bfloat16 / float16': 312, int8: 624 }, bandwidth: 1555, source: 'NVIDIA A100 datasheet', date: '2020' },
  { name: 'NVIDIA A100 80 GB (SXM)', peaks: { float32: 19.5, 'bfloat16 / float16': 312, int8: 624 }, bandwidth: 2039, source: 'NVIDIA A100 datasheet', date: '2021' },
  { name: 'NVIDIA H100 (SXM)', peaks: { float32: 67, 'bfloat16 / float16': 989.5, int8: 1979 }, bandwidth: 3350, source: 'NVIDIA H100 datasheet, without sparsity', date: '2023' },
  { name: 'Google TPU v4 (one chip)', peaks: { 'bfloat16 / float16': 275, int8: 275 }, bandwidth: 1200, source: 'Google Cloud documentation, TPU v4', date: 'undated' },
];

/**
 * Least time of a piece of work, if arithmetic and memory traffic overlap perfectly.
 * @param {number} flops operations  @param {number} bytes moved  @param {number} peak operations a second  @param {number} bandwidth bytes a second
 * @returns intensity and ridge in operations a byte, seconds, and what binds: 'memory' or 'arithmetic'
 */
export function roofline(flops, bytes, peak, bandwidth) {
  const [compute, memory] = [flops / peak, bytes / bandwidth];
  return { intensity: flops / bytes, ridge: peak / bandwidth, seconds: Math.max(compute, memory), compute, memory, bound: memory > compute ? 'memory' : 'arithmetic' };
}
