// Answers for the site when there is no network, for readers who chose to keep it on their device (assets/offline.js).
//
// The network comes first, so that a page is never older than it must be. What was kept is shown when the network fails, or
// when it takes longer than a reader should wait; what is fingerprinted never changes and is taken from the device at once.

const CACHE = `signposts ${registration.scope}`;
const PATIENCE = 4000;
/** The list of what was kept belongs to assets/offline.js alone. */
const LIST = new URL('offline.json', registration.scope).href;
const FINGERPRINT = /\.[0-9a-f]{10}\.(?:css|js)$/;

/** A reader's address without the name of the index file, the query and the place within the page. */
function plain(address) {
  const url = new URL(address);
  return url.origin + url.pathname.replace(/index\.html$/, '');
}

const find = (address) => caches.match(plain(address), { cacheName: CACHE });

async function fresh(request, kept) {
  const answer = await fetch(request, { cache: 'no-cache' });
  if (kept && answer.ok) await (await caches.open(CACHE)).put(plain(request.url), answer.clone());
  return answer;
}

async function answer(request) {
  const kept = await find(request.url);
  if (kept && FINGERPRINT.test(new URL(request.url).pathname)) return kept;
  const asked = fresh(request, kept);
  if (!kept) return asked.catch(async (error) => (request.mode === 'navigate' && (await find(`${registration.scope}404.html`))) || Promise.reject(error));
  const waited = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([asked.catch(() => kept), waited]);
}

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method === 'GET' && request.url !== LIST && request.url.startsWith(registration.scope)) event.respondWith(answer(request));
});
