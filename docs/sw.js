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

const find = (address) => caches.match(plain(address), { cacheName: CACHE, ignoreVary: true });

/** What the network says; a server that is broken is as good as none. */
async function ask(request) {
  const answer = await fetch(request, { cache: 'no-cache' });
  if (answer.status >= 500) throw new Error(answer.status);
  return answer;
}

// Nothing of what comes is kept here: a new page beside an old style sheet would be neither. assets/offline.js brings all of it.
async function answer(request) {
  const kept = await find(request.url);
  if (!kept) {
    // No page is kept for an address that does not exist, but one that says so is.
    return fetch(request).catch(async (error) => (request.mode === 'navigate' && (await find(`${registration.scope}404.html`))) || Promise.reject(error));
  }
  if (FINGERPRINT.test(new URL(request.url).pathname)) return kept;
  const waited = new Promise((resolve) => setTimeout(resolve, PATIENCE, kept));
  return Promise.race([ask(request).catch(() => kept), waited]);
}

addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('fetch', (event) => {
  const { request } = event;
  // What assets/offline.js fetches to keep it must come from the network.
  const isToKeep = request.cache === 'no-store' || request.url === LIST;
  if (request.method === 'GET' && !isToKeep && request.url.startsWith(registration.scope)) event.respondWith(answer(request));
});
