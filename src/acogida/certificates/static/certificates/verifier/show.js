// A verdict as people read it: the words are the page's own, in templates; here only the blanks are filled in.

const one = (selector, from) => from.querySelector(selector);

/** A copy of the page's template `id`, or null. */
const copy = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true) ?? null;

/** The element that shows `verdict`. `now` is in seconds. */
export function shown(verdict, dates, now) {
  const card = copy(`verdict-${verdict.state}`);
  card.id = "result";
  if (verdict.claims) fill(card, claimsAsRead(verdict.claims, dates));
  if (verdict.early) card.append(copy("note-early"));
  if (verdict.list) rests(card, verdict, dates, now);
  return card;
}

function claimsAsRead(claims, dates) {
  return {
    name: claims.name,
    born: dates.civil(claims.birthDate),
    status: claims.legalStatus,
    number: claims.number,
    issued: dates.day(claims.issuedAt),
    until: dates.day(claims.expiresAt - 1), // the last day: it ends with it
  };
}

/** Puts values into the places named for them; a place without a value goes, with its label. */
function fill(card, values) {
  for (const place of card.querySelectorAll("[data-claim]")) {
    const value = values[place.dataset.claim];
    if (value) place.textContent = value;
    else one(`[data-term=${place.dataset.claim}]`, card)?.remove();
    if (!value) place.remove();
  }
}

/** What the answer on revocation rests on: a list that is fresh, of another day, too old, or not here at all. */
function rests(card, { state, list }, dates, now) {
  card.dataset.list = list.age;
  const title = state === "valid" ? copy(`title-${list.age}`) : null;
  if (title) one("[data-title]", card).replaceChildren(...title.childNodes);
  const note = state === "valid" || list.age === "fresh" ? copy(`list-${list.age}`) : copy("list-any");
  if (note) one("[data-list-note]", card).replaceWith(note);
  const blanks = list.issuedAt
    ? { since: dates.since(list.issuedAt, now), when: dates.moment(list.issuedAt), until: dates.moment(list.expiresAt) }
    : {};
  for (const [name, value] of Object.entries(blanks)) {
    for (const place of card.querySelectorAll(`[data-blank=${name}]`)) place.textContent = value;
  }
}
