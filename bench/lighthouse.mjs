// Runs Lighthouse with its phone profile: node lighthouse.mjs CHROME RUNS ADDRESS…  Writes one JSON line for each address.
//
// Every figure is the median of the runs; a run that crashes is tried again, at most three times.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [chromePath, runs, ...addresses] = process.argv.slice(2);
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const ATTEMPTS = 3;

function figures({ categories, audits }) {
  return {
    performance: Math.round(100 * categories.performance.score),
    accessibility: Math.round(100 * categories.accessibility.score),
    'best practices': Math.round(100 * categories['best-practices'].score),
    SEO: Math.round(100 * categories.seo.score),
    'first paint (ms)': Math.round(audits['first-contentful-paint'].numericValue),
    'largest paint (ms)': Math.round(audits['largest-contentful-paint'].numericValue),
    'blocked (ms)': Math.round(audits['total-blocking-time'].numericValue),
    'layout shift': Number(audits['cumulative-layout-shift'].numericValue.toFixed(3)),
    requests: audits['network-requests'].details.items.length,
    KB: Math.round(audits['total-byte-weight'].numericValue / 1024),
  };
}

async function run(address) {
  for (let attempt = 1; ; attempt += 1) {
    const chrome = await launch({ chromePath, chromeFlags: FLAGS, logLevel: 'silent' });
    try {
      const { lhr } = await lighthouse(address, { port: chrome.port, logLevel: 'silent', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
      if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
      const failed = Object.values(lhr.categories).filter(({ id }) => id !== 'performance')
        .flatMap(({ auditRefs }) => auditRefs).filter(({ id, weight }) => weight && lhr.audits[id].score !== null && lhr.audits[id].score < 1);
      return { ...figures(lhr), failed: failed.map(({ id }) => id) };
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    } finally {
      await chrome.kill();
    }
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

for (const address of addresses) {
  const results = [];
  for (let count = 0; count < Number(runs); count += 1) results.push(await run(address));
  const { failed: _failed, ...first } = results[0];
  const medians = Object.fromEntries(Object.keys(first).map((key) => [key, median(results.map((result) => result[key]))]));
  const failed = [...new Set(results.flatMap((result) => result.failed))];
  process.stdout.write(`${JSON.stringify({ address, ...medians, failed })}\n`);
}
