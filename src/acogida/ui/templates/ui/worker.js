{% load static %}/* Shows a page of ours when the line is down. Nothing else is kept: no page with personal data is ever stored.
   Under /verificar/ another worker serves; what it keeps is its own. */
const SHELF = "acogida-offline-1";
const PAGE = "{% url 'offline' %}";
const FILES = [PAGE, "{% static 'ui/vendor/tabler.min.css' %}", "{% static 'ui/acogida.css' %}", "{% static 'ui/shell.css' %}", "{% static 'ui/components.css' %}", "{% static 'ui/theme.js' %}", "{% static 'ui/vendor/noto-sans-latin.woff2' %}"];

self.addEventListener("install", (event) => event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(FILES))));
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("acogida-offline-") && name !== SHELF).map((name) => caches.delete(name)))),
));
self.addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method !== "GET") return;
  if (event.request.mode === "navigate") event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
  else if (FILES.includes(path)) event.respondWith(fetch(event.request).catch(() => caches.match(path)));
});
