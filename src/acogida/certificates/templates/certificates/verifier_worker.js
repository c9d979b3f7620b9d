/* Keeps the verifier, and nothing but the verifier, so that it opens without a network. Checks nothing itself. */
const SHELF = "acogida-verifier-{{ version }}";
const LIST = "acogida-verifier-list"; // the key bundle: the page checks it and puts it there
const PAGES = {{ pages|safe }};
const FILES = {{ files|safe }};
const PAGE = new URL("{% url 'verify' %}", location).pathname;

// Without cookies: what is kept is the page as anybody gets it.
const fresh = (url) => new Request(url, { cache: "reload", credentials: "omit" });

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(SHELF)
    .then((shelf) => shelf.addAll([...FILES, ...Object.values(PAGES)].map(fresh)))
    .then(() => self.skipWaiting()),
));

self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys()
    .then((names) => names.filter((name) => name.startsWith("acogida-verifier-") && name !== SHELF && name !== LIST))
    .then((old) => Promise.all(old.map((name) => caches.delete(name))))
    .then(() => self.clients.claim()),
));

function kept(request) {
  const { origin, pathname, searchParams } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return null;
  if (pathname === PAGE) {
    const language = searchParams.get("language") ?? (navigator.language.startsWith("en") ? "en" : "es");
    return PAGES[language] ?? PAGES.es;
  }
  return FILES.includes(pathname) ? pathname : null;
}

self.addEventListener("fetch", (event) => {
  const url = kept(event.request);
  if (url) event.respondWith(caches.open(SHELF).then((shelf) => shelf.match(url)).then((found) => found ?? fetch(event.request)));
});
