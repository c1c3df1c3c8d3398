// Keeps the whole site on the reader's device, and takes it off again. Nothing is kept unless the reader asks for it; then
// every page looks for what is new (assets/frame.js).

const root = new URL('..', import.meta.url);
const CACHE = `signposts ${root}`;
// What is new waits here until all of it has come, so that what is kept is never half of one and half of another site.
const WAITING = `${CACHE} new`;
const LIST = new URL('offline.json', root);
const AT_A_TIME = 4;

/** The list of files that was kept: {files: {path: mark}, bytes}, or undefined. */
async function keptList() {
  // Opening a cache would make it.
  const answer = await caches.match(LIST, { cacheName: CACHE });
  return answer?.json();
}

/** One at a time, in all tabs: a removal must not cross an update. */
const alone = (act) => (navigator.locks ? navigator.locks.request(CACHE, act) : act());

async function fetchList() {
  const answer = await fetch(LIST, { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`the list of files: ${answer.status}`);
  return answer;
}

async function fetchFile(path) {
  // By this the worker (sw.js) knows that it must not answer with what is kept.
  const file = await fetch(new URL(path, root), { cache: 'no-store' });
  // Some hosts answer with the page for missing addresses as such.
  if (!file.ok && path !== '404.html') throw new Error(`${path}: ${file.status}`);
  // No browser takes an answer that was redirected for a page that was asked for.
  return file.redirected ? new Response(file.body, { headers: file.headers }) : file;
}

/** Fetches files into the cache of what waits; those that came with an earlier attempt are there. */
async function collect(wanted, waiting, tell) {
  let done = 0;
  const queue = [...wanted];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [path, mark] = next;
      const place = new URL(`?${mark}`, new URL(path, root));
      try {
        if (!(await waiting.match(place))) await waiting.put(place, await fetchFile(path));
      } catch (error) {
        queue.length = 0;
        throw error;
      }
      tell((done += 1), wanted.length);
    }
  };
  // All come to rest before one of them says what failed.
  const ends = await Promise.allSettled(Array.from({ length: AT_A_TIME }, work));
  for (const { reason } of ends) if (reason) throw reason;
}

/**
 * Fetches what changed since the last time and forgets what is gone. A broken attempt leaves what was kept as it was, and the
 * next one goes on where it stopped.
 * @param {(done: number, all: number) => void} tell
 */
async function keep(tell) {
  const answer = await fetchList();
  const list = await answer.clone().json();
  const old = (await keptList())?.files ?? {};
  const cache = await caches.open(CACHE);
  const wanted = [];
  for (const [path, mark] of Object.entries(list.files)) {
    if (old[path] !== mark || !(await cache.match(new URL(path, root)))) wanted.push([path, mark]);
  }
  const waiting = await caches.open(WAITING);
  await collect(wanted, waiting, tell);
  for (const [path, mark] of wanted) await cache.put(new URL(path, root), await waiting.match(new URL(`?${mark}`, new URL(path, root))));
  for (const path of Object.keys(old)) if (!(path in list.files)) await cache.delete(new URL(path, root));
  await cache.put(LIST, answer);
  await caches.delete(WAITING);
}

/** Brings what was kept up to date, if something was; without a network it stays as it is. */
export const refresh = () => alone(async () => {
  if (await keptList()) await keep(() => {});
}).catch(() => {});

/** Takes the site off the device. */
const forget = () => alone(async () => {
  for (const name of [CACHE, WAITING]) await caches.delete(name);
  await (await navigator.serviceWorker.getRegistration(root))?.unregister();
});

function button(text, act) {
  const made = Object.assign(document.createElement('button'), { type: 'button', className: 'md-button', textContent: text });
  made.addEventListener('click', act);
  return made;
}

const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

/** The buttons. A reader who pressed one and saw it go finds the focus on the next. */
async function show(box, status) {
  const kept = await keptList();
  const { bytes } = kept ?? await fetchList().then((answer) => answer.json()).catch(() => ({}));
  const get = button(kept ? 'Bring it up to date' : `Keep the site on this device${bytes ? ` (${megabytes(bytes)})` : ''}`, async () => {
    get.disabled = true;
    try {
      navigator.storage?.persist?.();
      await navigator.serviceWorker.register(new URL('sw.js', root));
      // A screen reader says each text, so not every file has one.
      await alone(() => keep((done, all) => { if (done % Math.ceil(all / 8) === 0) status.textContent = `${done} of ${all} files`; }));
      status.textContent = 'The site is on this device and can be read and searched without a network.';
    } catch (error) {
      status.textContent = `That did not work (${error.message}). What arrived is kept: try again with a better network.`;
    }
    await show(box, status);
    box.querySelector('button').focus();
  });
  const remove = kept ? [button('Remove it', async () => {
    await forget();
    status.textContent = 'The site was removed from this device.';
    await show(box, status);
    box.querySelector('button').focus();
  })] : [];
  if (kept && !status.textContent) status.textContent = `The site is on this device: ${megabytes(kept.bytes)}.`;
  box.replaceChildren(get, ...remove);
}

const place = document.querySelector('div.offline');
if (place && 'serviceWorker' in navigator && globalThis.caches) {
  const box = document.createElement('p');
  const status = document.createElement('p');
  status.setAttribute('role', 'status');
  place.append(box, status);
  await show(box, status);
}
