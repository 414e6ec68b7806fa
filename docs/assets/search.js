/* The search: a box in the header that shows passages as one types, and the search page. Pagefind finds; it is loaded
   when a reader first searches. Facets, orders and names of pages are looked up here, each in one small file. The
   index and these files are made by hooks/policy_digest/search/, which says how they hold Chinese and facets.
   `element` is the one of digest.js. */

const ROOT = new URL("../", import.meta.url)
const PAGE = new URL("search/", ROOT)
const PER_PAGE = 10
const MOST_NAMES = 5
const MOST_EXPORTED = 1000
const SORTS = ["newest", "oldest"]

/* Finding */

let engine

function load() {
  engine ??= import(new URL("pagefind/pagefind.js", ROOT)).then(async (pagefind) => {
    await pagefind.options({ noWorker: true }) // its worker is the same program again, 40 KB more to load
    return pagefind
  })
  engine.catch(() => { engine = undefined })
  return engine
}

/* The texts that have the words, the best first. Without words all: Pagefind would load its whole index for that. */
async function find(words) {
  const asked = query(words)
  return asked === null ? all() : (await (await load()).search(asked)).results
}

async function all() {
  const { ids } = await loadFacets()
  return ids.map((id) => ({ id, data: () => loadText(id) }))
}

/* What the index knows of a text, as Pagefind's own results give it. */
async function loadText(id) {
  const answer = await fetch(new URL(`pagefind/fragment/${id}.pf_fragment`, ROOT))
  const plain = await new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text()
  const text = JSON.parse(plain.slice("pagefind_dcd".length))
  return { ...text, raw_url: text.url, weighted_locations: [] }
}

/* Choosing */

const loaded = {}

/* A file that keeps its name: the browser asks whether it has changed. */
function loadFile(name, read) {
  loaded[name] ??= fetch(new URL(`pagefind/${name}`, ROOT), { cache: "no-cache" })
    .then((answer) => answer.json()).then(read)
  loaded[name].catch(() => { delete loaded[name] })
  return loaded[name]
}

/* By facet all values, and of each page of the index those that it has. A theme brings all that stand above it. */
function loadFacets() {
  return loadFile("facets.json", ({ shards, facets, above }) => {
    let before = 0
    const first = shards.map(([, texts]) => (before += texts) - texts)
    const ids = shards.flatMap(([name, texts]) => Array.from({ length: texts }, (_, at) => `${name}/${at}`))
    const read = (facet, signs) => [...signs].map((sign) => sign.codePointAt(0) - 48)
      .flatMap((value) => facet === "theme" ? [value, ...above[value] ?? []] : value)
    return {
      ids,
      first,
      numbers: new Map(ids.map((id, number) => [id, number])),
      facets: Object.fromEntries(Object.entries(facets).map(([facet, [values, pages]]) =>
        [facet, [values, pages.split("/").map((signs) => [...new Set(read(facet, signs))])]])),
    }
  })
}

/* The place of each page in either order of date, the undated last. The pages of a shard are in this order. */
async function loadOrder() {
  const { first } = await loadFacets()
  return loadFile("order.json", ({ shards, dated }) => {
    const next = [...first]
    const oldest = []
    const newest = []
    ;[...shards].forEach((sign, at) => {
      const page = next[sign.codePointAt(0) - 48]++
      oldest[page] = at
      newest[page] = at < dated ? dated - 1 - at : at
    })
    return { oldest, newest }
  })
}

/* Those results that have any of the values chosen of each facet, and how many a click on each value would find: for a
   facet with a choice that is what the other facets leave. */
function choose(results, chosen, { facets, numbers }, places) {
  const wanted = Object.entries(chosen).map(([facet, values]) =>
    [facet, facets[facet][1], new Set(values.map((value) => facets[facet][0].indexOf(value)))])
  const counts = Object.fromEntries(wanted.map(([facet]) => [facet, facets[facet][0].map(() => 0)]))
  const found = []
  for (const result of results) {
    const page = numbers.get(result.id)
    const missed = wanted.filter(([, values, any]) => any.size && !values[page].some((value) => any.has(value)))
    if (!missed.length) found.push({ page, result })
    if (missed.length > 1) continue
    for (const [facet, values] of missed.length ? missed : wanted) for (const value of values[page]) counts[facet][value] += 1
  }
  if (places) found.sort((one, other) => places[one.page] - places[other.page])
  return {
    results: found.map(({ result }) => result),
    counts: (facet, value) => counts[facet][facets[facet][0].indexOf(value)] ?? 0,
  }
}

/* Chinese is indexed as pairs of characters. A query of Chinese alone must be found as it stands, and so must an
   acronym: AI is not the beginning of aims. */

const HAN = "\\u3005-\\u3007\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}"
const ACRONYM = /^\p{Lu}{2,3}$/u
const RUN = new RegExp(`[${HAN}]+`, "gu")
const PAIR = new RegExp(`^[${HAN}]{2}$`, "u")
const HAS_HAN = new RegExp(`[${HAN}]`, "u")
const HAN_AT_START = new RegExp(`^[${HAN}]`, "u")
const HAN_AT_END = new RegExp(`[${HAN}]$`, "u")

function pairs(run) {
  const characters = [...run]
  return characters.length === 1 ? run : characters.slice(1).map((next, at) => characters[at] + next).join(" ")
}

function query(words) {
  const plain = words.trim().replace(/[“”„«»]/g, '"')
  if (!plain) return null
  const alone = ACRONYM.test(plain) || (plain.match(RUN)?.[0] === plain && [...plain].length > 1)
  const written = plain.replace(RUN, (run) => ` ${pairs(run)} `).replace(/^(") +| +(")$/g, "$1$2").trim()
  return alone ? `"${written}"` : written
}

/* Chinese stands without spaces between it and its punctuation. */
function joined(token, next) {
  return HAN_AT_END.test(token) ? /^[^\p{L}\p{N}]/u.test(next) : HAN_AT_START.test(next) && !/[\p{L}\p{N},.;:!?)]$/u.test(token)
}

/* Pagefind compares stems of words, which it does not tell. */
function like(word, term) {
  return word.toLowerCase().startsWith(term.slice(0, Math.max(3, term.length - 3)))
}

/* The words of an index document as they stand in the text: a list of [words, whether they are found]. */
function written(tokens, found, terms = []) {
  const pieces = []
  const add = (words, marked) => {
    const last = pieces.at(-1)
    if (last && last[1] === marked) last[0] += words
    else if (words) pieces.push([words, marked])
  }
  // Where words stand without a space between them, only those that look like a term are marked.
  const addFound = (token) => {
    const parts = token.split(/([\p{L}\p{N}]+)/u)
    const asked = (part) => terms.some((term) => like(part, term))
    const some = parts.some(asked)
    for (const part of parts) add(part, /[\p{L}\p{N}]/u.test(part) && (asked(part) || !some))
  }
  tokens.forEach((token, at) => {
    const [first] = token
    const inPair = found(at - 1) && PAIR.test(tokens[at - 1] ?? "")
    if (PAIR.test(token)) return add(first, found(at) || inPair)
    if (inPair && !found(at)) {
      add(first, true)
      add(token.slice(first.length), false)
    } else if (found(at)) addFound(token)
    else add(token, false)
    if (at + 1 < tokens.length && !joined(token, tokens[at + 1])) add(" ", false)
  })
  return pieces
}

/* Passages */

const parts = (words = "") => words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/* Where the words stand. Of words in quotation marks Pagefind tells one place in each text. The others are those with
   the same words: as they were asked for, or as they stand in that one. */
function locations({ weighted_locations: found }, words, asked) {
  if (!found.length || !asked?.startsWith('"')) return found
  const wanted = parts(asked)
  const phrase = [...found].sort((one, other) => one.location - other.location).map(({ location }, next) =>
    [wanted[next], ...parts(words[location]).filter((part) => like(part, wanted[next] ?? part))])
  const stands = (at) => phrase.every((forms, next) => parts(words[at + next]).some((part) => forms.includes(part)))
  const others = [...words.keys()].filter(stands).flatMap((at) => phrase.map((_, next) => ({ ...found[0], location: at + next })))
  return [...found, ...others]
}

/* The paragraphs of a text in which the words stand, the best first. */
function passagesOf(data, typed = "") {
  const terms = parts(typed)
  const words = data.content.split(/\s+/)
  const anchors = [...data.anchors].sort((one, other) => one.location - other.location)
  const found = new Map()
  for (const { location, balanced_score: score } of locations(data, words, query(typed))) {
    const at = anchors.findLastIndex((anchor) => anchor.location <= location)
    if (at < 0 || anchors[at].id === "end") continue
    const { id, location: start } = anchors[at]
    const passage = found.get(id) ?? { id, terms, order: at, score: 0, hits: new Map() }
    if (!found.has(id)) passage.words = words.slice(start, anchors[at + 1]?.location)
    passage.hits.set(location - start, score)
    found.set(id, passage)
  }
  for (const passage of found.values()) {
    const best = {}
    for (const [at, score] of passage.hits) {
      const word = passage.words[at]?.toLowerCase()
      best[word] = Math.max(best[word] ?? 0, score)
    }
    passage.score = Object.values(best).reduce((sum, score) => sum + 100 + score, 0)
  }
  return [...found.values()].sort((one, other) => other.score - one.score || one.order - other.order)
}

/* The part of a passage around its densest hits, as pieces. */
function excerpt({ words, hits, terms }, length = 45) {
  const wide = words.some((word) => PAIR.test(word)) ? length * 2 : length
  let start = 0
  let most = 0
  for (const at of hits.keys()) {
    const within = [...hits.keys()].filter((other) => other >= at && other < at + wide - 8).length
    if (within > most) [most, start] = [within, Math.max(0, at - 8)]
  }
  const whole = words.length <= wide * 1.3
  if (whole) start = 0
  const end = whole ? words.length : Math.min(words.length, start + wide)
  const pieces = written(words.slice(start, end), (at) => hits.has(at + start), terms)
  return [...(start ? [["… ", false]] : []), ...pieces, ...(end < words.length ? [[" …", false]] : [])]
}

function place(id) {
  return `${id.startsWith("h") ? "heading" : "¶"}\u00a0${id.slice(1)}`
}

function pageAt(path, base = ROOT) {
  return new URL(`.${path.split("/").map(encodeURIComponent).join("/")}`, base)
}

function address(data, id = "", base = ROOT) {
  return `${pageAt(data.raw_url, base)}${id && `#${id}`}`
}

function marked(pieces) {
  return pieces.map(([words, found]) => found ? element("mark", {}, words) : words)
}

const count = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`

const FAILED = "The search could not be loaded. Check the connection and try again; the lists of texts work without it."

/* Names */

/* Without case, accents and punctuation. */
const plainly = (words) => parts(words.normalize("NFKD").replace(/\p{M}/gu, ""))

function loadNames() {
  return loadFile("names.json", (kinds) => Object.entries(kinds).flatMap(([kind, pages]) =>
    pages.map(([url, label, original, language, others, date]) => ({
      kind, url, label, original, language, date, words: ` ${plainly(`${label} ${original} ${others}`).join(" ")} `,
    }))))
}

/* The pages whose names have all the words, or their beginnings: first those that begin with them, the shortest first. */
async function findNamed(typed) {
  const asked = plainly(typed)
  if (!asked.length) return []
  const wanted = ACRONYM.test(typed.trim()) || /^\s*["“”„«]/.test(typed) ? [` ${asked.join(" ")} `]
    : asked.map((word) => HAS_HAN.test(word) ? word : ` ${word}`)
  const begins = ({ words }) => words.indexOf(wanted[0]) < 2
  return (await loadNames()).filter(({ words }) => wanted.every((one) => words.includes(one)))
    .sort((one, other) => begins(other) - begins(one) || one.label.length - other.label.length)
}

const linkTo = ({ url }) => ({ href: pageAt(`/${url}`).href })
const kindOf = ({ kind }) => element("span", { className: "pd-place" }, kind[0].toUpperCase() + kind.slice(1))
const besides = ({ original, language, date }) => [
  original && element("span", { className: "pd-original", lang: language }, ` ${original}`),
  date && element("span", { className: "pd-count" }, ` ${date}`),
]

/* The box in the header */

function setUpBox(form) {
  const input = form.elements.q
  const list = element("div", { className: "pd-find-results", hidden: true })
  const status = element("p", { className: "pd-find-status", role: "status" })
  form.append(element("div", { className: "pd-find-panel" }, status, list))
  let latest = 0

  const close = () => {
    latest += 1
    list.hidden = true
    list.replaceChildren()
    status.textContent = ""
  }

  const show = async () => {
    const mine = ++latest
    if (!input.value.trim()) return close()
    const [found, names] = await Promise.all([find(input.value), findNamed(input.value)]).catch(() => [])
    if (mine !== latest) return
    if (!found) status.textContent = FAILED
    else {
      const texts = await Promise.all(found.slice(0, 5).map((result) => result.data()))
      if (mine !== latest) return
      const pages = names.length ? [element("section", {}, ...names.slice(0, 3).map(called))] : []
      list.replaceChildren(...pages, ...texts.map(boxed), ...(texts.length ? [everything(found.length)] : []))
      list.hidden = !list.children.length
      status.textContent = texts.length
        ? `${count(found.length, "text")}. Arrow keys step through them.`
        : "No text has these words."
    }
  }

  const boxed = (data) => {
    const passages = passagesOf(data, input.value).slice(0, 2)
    const title = element("a", { className: "pd-find-title", href: address(data), ...tongue(data) },
      data.meta.title)
    return element("section", {}, title, element("span", { className: "pd-meta" }, when(data)),
      ...passages.map((passage) => element("a", { href: address(data, passage.id), ...tongue(data) },
        element("span", { className: "pd-place" }, place(passage.id)), " ", element("q", {}, ...marked(excerpt(passage, 22))))))
  }

  const called = (page) => element("a", linkTo(page), kindOf(page), " ", page.label, ...besides(page))

  const everything = (number) => element("a", { className: "pd-find-all", href: `${PAGE}?${new URLSearchParams({ q: input.value.trim() })}` },
    `${number === 1 ? "The text" : `All ${count(number, "text")}`} on the search page`)

  let timer
  load().catch(() => {}) // this file is asked for when the box gets the focus
  if (input.value) timer = setTimeout(show, 120) // typed in the meantime
  input.addEventListener("input", () => {
    clearTimeout(timer)
    timer = setTimeout(show, 120)
  })
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !form.contains(relatedTarget)) close()
  })
  document.addEventListener("click", ({ target }) => {
    if (!form.contains(target)) close()
  })
  form.addEventListener("keydown", (event) => {
    const stops = [input, ...list.querySelectorAll("a")]
    const at = stops.indexOf(document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 1, End: stops.length - 1 }[event.key]
    if (event.key === "Escape") {
      close()
      input.focus()
    } else if (to !== undefined && at >= 0 && !(at === 0 && /Home|End/.test(event.key))) {
      stops[Math.min(Math.max(to, 0), stops.length - 1)].focus()
    } else return
    event.preventDefault()
  })
}

/* The search page */

function setUpPage(form) {
  const part = (selector) => form.querySelector(selector)
  const input = form.elements.q
  const sort = form.elements.sort
  const [status, names, tools, chosenLine, hits, more] =
    [".pd-search-status", ".pd-names", ".pd-search-tools", ".pd-chosen", ".pd-hits", ".pd-more"].map(part)
  const facets = [...form.querySelectorAll("[data-facet]")]
  const boxes = [...form.querySelectorAll("[data-facet] input")]
  const values = new Map(facets.map((facet) => [facet, [...facet.querySelectorAll("li")]]))
  const [best, newest] = sort.options
  const bestMatch = best.text
  let latest = 0
  let results = []
  let shown = 0
  let unknown = []

  /* The address holds the whole state, so that it can be shared. */

  const chosen = () => Object.fromEntries(facets.map((facet) =>
    [facet.dataset.facet, [...facet.querySelectorAll("input:checked")].map((box) => box.value)]))

  const stateAsAddress = () => {
    const state = new URLSearchParams()
    if (input.value.trim()) state.set("q", input.value.trim())
    for (const box of boxes) if (box.checked) state.append(box.name, box.value)
    if (sort.value) state.set("sort", sort.value)
    const asked = state.toString()
    return `${location.pathname}${asked && `?${asked}`}`
  }

  const isOf = (box, value) => box.value === value || (box.dataset.former?.split(" ") ?? []).includes(value)

  const readAddress = () => {
    const state = new URLSearchParams(location.search)
    input.value = state.get("q") ?? ""
    for (const box of boxes) box.checked = state.getAll(box.name).some((value) => isOf(box, value))
    unknown = facets.flatMap(({ dataset: { facet } }) => state.getAll(facet).filter((value) =>
      !boxes.some((box) => box.name === facet && isOf(box, value))).map((value) => `${facet} “${value}”`))
    sort.value = SORTS.includes(state.get("sort")) ? state.get("sort") : ""
  }

  /* What the address does not hold: how much is listed and unfolded, and how far the reader was. */
  const folds = () => [...hits.querySelectorAll("details")]
  const remember = () => history.replaceState(
    { shown, open: folds().map(({ open }) => open), facets: part(".pd-facets").open, scroll: scrollY }, "")

  const changed = (newEntry) => {
    if (newEntry) remember()
    unknown = []
    const to = stateAsAddress()
    if (to === location.pathname + location.search) newEntry = false
    history[newEntry ? "pushState" : "replaceState"]({ shown: 0, scroll: scrollY }, "", to)
    return run()
  }

  /* By how much of each value is found, what is not stated last; years stay in order of time. */
  const inOrder = (facet, numbers) => {
    const rank = (item) => item.querySelector("input").value === "-" ? -1 : numbers.get(item)
    return facet.dataset.facet === "year" ? values.get(facet)
      : [...values.get(facet)].sort((one, other) => rank(other) - rank(one))
  }

  const showCounts = (countOf) => facets.forEach((facet) => {
    const numbers = new Map(values.get(facet).map((item) =>
      [item, countOf(facet.dataset.facet, item.querySelector("input").value)]))
    const items = inOrder(facet, numbers)
    const list = facet.querySelector("ul")
    if (items.some((item, at) => item !== list.children[at])) list.append(...items) // what is moved loses the focus
    const all = facet.querySelector(".pd-all")
    const open = all?.getAttribute("aria-expanded") === "true"
    const most = Number(form.dataset.shown)
    let visible = 0
    let found = 0
    for (const item of items) {
      const box = item.querySelector("input")
      const number = numbers.get(item)
      item.querySelector(".pd-count").textContent = number.toLocaleString("en")
      const fits = number > 0 && (open || visible < most)
      item.hidden = !fits && !box.checked && box !== document.activeElement // who unchecks it stays where they are
      if (!item.hidden) visible += 1
      if (number > 0 || box.checked) found += 1
    }
    if (all) {
      all.textContent = open ? "Fewer" : `All ${found.toLocaleString("en")}`
      all.hidden = found <= most
    }
    facet.hidden = !visible
  })

  const showChosen = () => {
    const buttons = boxes.filter((box) => box.checked).map((box) => {
      const label = box.parentElement.querySelector("span").textContent
      const button = element("button", { type: "button", ariaLabel: `Remove ${label}` }, label,
        element("span", { ariaHidden: "true" }, " ×"))
      button.addEventListener("click", () => {
        box.checked = false
        changed(true)
        input.focus()
      })
      return button
    })
    chosenLine.replaceChildren(...buttons)
    chosenLine.hidden = !buttons.length
  }

  const run = async (restored = {}) => {
    const mine = ++latest
    const words = input.value
    const choice = chosen()
    showChosen()
    const order = sort.value || (words.trim() ? "" : "newest")
    let found
    let pages
    let narrowed
    try {
      const [known, places, texts, named] =
        await Promise.all([loadFacets(), order && loadOrder(), find(words), findNamed(words)])
      found = texts
      pages = named
      narrowed = choose(found, choice, known, order && places[order])
    } catch {
      status.textContent = FAILED
      return
    }
    if (mine !== latest) return
    results = narrowed.results
    const first = await cards(0, Math.max(PER_PAGE, restored.shown ?? 0))
    if (mine !== latest) return
    showCounts(narrowed.counts)
    names.replaceChildren(...listed(pages))
    names.hidden = !pages.length
    hits.replaceChildren(...first)
    shown = first.length
    told(words, choice, found.length, pages.length)
    folds().forEach((fold, at) => { fold.open = restored.open?.[at] ?? false })
    if (restored.facets) part(".pd-facets").open = true
    if (restored.scroll) scrollTo(0, restored.scroll)
  }

  const listed = (pages) => {
    const item = (page) => element("li", {}, kindOf(page), " ", element("a", linkTo(page), page.label), ...besides(page))
    const rest = pages.slice(MOST_NAMES)
    return [...pages.slice(0, MOST_NAMES).map(item), ...(rest.length ? [element("li", {}, element("details", {},
      element("summary", {}, count(rest.length, "more name")), element("ul", {}, ...rest.map(item))))] : [])]
  }

  const told = (words, choice, without, pages) => {
    const narrowed = Object.values(choice).flat().length > 0
    const of = words.trim() ? ` for “${words.trim().replace(/^["“]|["”]$/g, "")}”` : ""
    document.title = `${words.trim() ? `${words.trim()} - ` : ""}${title}`
    status.replaceChildren(results.length ? `${count(results.length, "text")}${of}` : `No text${of}${narrowed ? " within your choice" : ""}.`)
    if (!results.length) status.append(...help(narrowed, without, pages))
    if (unknown.length) status.append(element("span", { className: "pd-help" },
      `The address also asks for ${unknown.join(", ")}, which no text here has. That is left out.`))
    tools.hidden = !results.length
    more.hidden = shown >= results.length
    newest.hidden = !words.trim() // without words there is no best match: the first order is this one
    best.text = newest.hidden ? newest.text : bestMatch
  }

  const help = (narrowed, without, pages) => [
    narrowed && without ? element("span", { className: "pd-help" }, `Without the choice there ${without === 1 ? "is" : "are"} ${count(without, "text")}. `, clearer()) : "",
    element("span", { className: "pd-help" }, "Try fewer words or another form of a word. Words in quotation marks are searched exactly as typed. Chinese is found in any part of a sentence."),
    !pages && element("span", { className: "pd-help" }, "The search covers texts, and the names of themes, issuers, documents, events and terms. All of these are in the lists of ",
      listOf("themes"), ", ", listOf("issuers"), ", ", listOf("documents"), ", ", listOf("events"), " and ", listOf("terms"), "."),
  ].filter(Boolean)

  const listOf = (things) => element("a", { href: new URL(`${things}/`, ROOT) }, things)

  const clearer = () => {
    const button = element("button", { type: "button" }, "Clear the choice")
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = false
      changed(true)
      input.focus() // the button goes
    })
    return button
  }

  const cards = async (start, end) => {
    const texts = await Promise.all(results.slice(start, end).map((result) => result.data()))
    return texts.map(card)
  }

  const card = (data) => {
    const passages = passagesOf(data, input.value)
    const line = (passage) => element("li", {},
      element("a", { className: "pd-place", href: address(data, passage.id) }, place(passage.id)), " ",
      element("q", tongue(data), ...marked(excerpt(passage))))
    const rest = passages.slice(3)
    return element("li", {},
      element("a", { className: "pd-title", href: address(data), ...tongue(data) }, data.meta.title),
      element("span", { className: "pd-meta" },
        [when(data), data.meta.issuer, data.meta.kind].filter(Boolean).join(" · ")),
      passages.length ? element("ul", { className: "pd-passages" }, ...passages.slice(0, 3).map(line)) : "",
      rest.length ? element("details", {}, element("summary", {}, count(rest.length, "more passage")),
        element("ul", { className: "pd-passages" }, ...rest.map(line))) : "")
  }

  /* What is found, as a file */

  const exportAs = async (format) => {
    const texts = await Promise.all(results.slice(0, MOST_EXPORTED).map((result) => result.data()))
    save(`policy-digest-search.${format}`,
      format === "csv" ? asCsv(texts.map(asRecord)) : (await Promise.all(texts.map(asRis))).join("\n"))
    if (results.length > MOST_EXPORTED) status.append(` The file has the first ${MOST_EXPORTED.toLocaleString("en")}.`)
  }

  const title = document.title
  form.hidden = false
  const narrow = matchMedia("(max-width: 59.9844em)")
  const fold = () => { part(".pd-facets").open = !narrow.matches } // where it is wide nothing could open it again
  narrow.addEventListener("change", fold)
  fold()
  readAddress()
  let typed
  let typing = false // words that are being typed are one step back, and leave what was found before another
  input.addEventListener("input", () => {
    clearTimeout(typed)
    typed = setTimeout(() => {
      changed(!typing)
      typing = true
    }, 150)
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    clearTimeout(typed)
    changed(!typing)
    typing = false
  })
  form.addEventListener("change", ({ target }) => {
    if (target === input) return
    changed(true)
    typing = false
  })
  form.addEventListener("click", ({ target }) => {
    if (target.dataset.export) exportAs(target.dataset.export).catch(() => { status.textContent = FAILED })
    if (target.matches(".pd-all")) {
      target.setAttribute("aria-expanded", target.getAttribute("aria-expanded") !== "true")
      run({ shown })
    }
  })
  more.addEventListener("click", async () => {
    const added = await cards(shown, shown + PER_PAGE)
    hits.append(...added)
    shown += added.length
    more.hidden = shown >= results.length
    added[0]?.querySelector("a").focus()
    remember()
  })
  addEventListener("popstate", ({ state }) => {
    typing = false
    readAddress()
    run(state ?? {})
  })
  addEventListener("pagehide", () => {
    remember()
    input.defaultValue = input.value // to which Safari sets a field without completion when the page comes back
  })
  addEventListener("pageshow", ({ persisted }) => { if (persisted) scrollTo(0, history.state.scroll) }) // Safari is at its top
  history.scrollRestoration = "manual" // the results are not there yet when a browser would scroll
  if (matchMedia("(hover: hover)").matches && !location.search) input.focus()
  run(history.state ?? {})
}

/* Files */

function asRecord(data) {
  const canonical = document.querySelector("link[rel=canonical]")?.href
  const base = canonical ? new URL("../", canonical) : ROOT
  const [best] = passagesOf(data)
  return {
    title: data.meta.title,
    author: data.meta.author ?? "",
    issuer: data.meta.issuer ?? "",
    date: data.meta.edtf ?? "",
    kind: data.meta.kind ?? "",
    language: data.meta.language ?? "",
    url: address(data, "", base),
    paragraph: best ? address(data, best.id, base) : "",
    passage: best ? written(best.words, () => false).map(([words]) => words).join("").trim() : "",
  }
}

function asCsv(records) {
  const cell = (value) => /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  const columns = ["title", "author", "issuer", "date", "kind", "language", "url", "paragraph", "passage"]
  const rows = records.map((record) => columns.map((column) => cell(record[column])).join(","))
  return `\ufeff${[columns.join(","), ...rows].join("\r\n")}\r\n` // the mark tells spreadsheets that it is UTF-8
}

/* The text's own reference, with the best passage as a note. */
async function asRis(data) {
  const { passage, paragraph } = asRecord(data)
  const answer = await fetch(new URL("cite.ris", address(data)))
  if (!answer.ok) throw new Error(answer.statusText)
  const reference = await answer.text()
  return passage ? reference.replace(/^ER  -/m, () => `N1  - ${passage} (${paragraph})\nER  -`) : reference
}

function save(name, content) {
  const link = element("a", { href: URL.createObjectURL(new Blob([content])), download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 1000)
}

function tongue(data) {
  return { lang: data.meta.language || "en", dir: "auto" }
}

function when(data) {
  return data.meta.date || "undated"
}

/* Start */

const box = document.querySelector(".pd-find")
const page = document.querySelector(".pd-search")
if (box) setUpBox(box)
if (page) setUpPage(page)
