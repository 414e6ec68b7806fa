/* What a page does beyond reading: cards of marked passages, tables that can be sorted, and reached by key. All of it is
   also there without a script: marks are links, the cards are a list below the text, tables stand in their order. */

/* A page that is opened from a folder cannot load the search, and says so. */
document.documentElement.classList.toggle("pd-file", location.protocol === "file:")

/* An element with its properties and what it holds; cite.js and search.js make theirs with it too. */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children.filter((child) => child !== ""))
  return made
}

/* Cards */

function openCards(mark) {
  closeCards()
  const close = element("button", { type: "button", className: "pd-close", ariaLabel: "Close" }, "×")
  close.addEventListener("click", () => closeCards(true))
  const cards = mark.dataset.card.split(" ").map((number) => {
    const copy = document.getElementById(`a${number}`).cloneNode(true)
    copy.removeAttribute("id")
    return copy
  })
  const label = "About this passage"
  const dialog = element("dialog", { className: "pd-dialog", ariaLabel: label, returnTo: mark }, close, ...cards)
  document.querySelector(".md-content .md-typeset").append(dialog)
  dialog.show()
  close.focus({ preventScroll: true })
}

function closeCards(returnFocus = false) {
  const dialog = document.querySelector(".pd-dialog")
  if (!dialog) return
  if (returnFocus && dialog.returnTo.matches("a")) dialog.returnTo.focus({ preventScroll: true })
  dialog.remove()
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  if (event.target.closest(".pd-dialog")) return
  const mark = event.target.closest(".pd-text [data-card]")
  const inSource = event.target.closest(".pd-text a:not([data-card]), .pd-noise")
  const selecting = !getSelection().isCollapsed
  if (mark && !inSource && !selecting) {
    openCards(mark)
    event.preventDefault()
  } else closeCards()
})

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeCards(true)
})

/* Tables */

function sortTable(table, column, descending) {
  const body = table.tBodies[0]
  const key = (row) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim()
  const rows = [...body.rows].sort((one, other) => key(one).localeCompare(key(other), undefined, { numeric: true }))
  body.append(...(descending ? rows.reverse() : rows))
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  const headers = [...table.tHead.rows[0].cells]
  headers.forEach((header, column) => {
    const button = element("button", { type: "button", className: "pd-sort" }, header.textContent)
    header.replaceChildren(button)
    button.addEventListener("click", () => {
      const descending = header.getAttribute("aria-sort") === "ascending"
      headers.forEach((other) => other.removeAttribute("aria-sort"))
      header.setAttribute("aria-sort", descending ? "descending" : "ascending")
      sortTable(table, column, descending)
    })
  })
}

/* A table that scrolls is reached by key, which not every browser does by itself. Material wraps tables before `load`. */

function reachTables() {
  for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap, .pd-table:not([data-sortable])")) {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0
    else wrap.removeAttribute("tabindex")
  }
}

addEventListener("load", reachTables)
addEventListener("resize", reachTables)

/* A month that the switches of a year have emptied is not named among its contents either. */

function nameMonths() {
  for (const link of document.querySelectorAll(".md-nav--secondary .md-nav__link[href^='#']")) {
    const heading = document.getElementById(link.hash.slice(1))
    link.parentElement.hidden = getComputedStyle(heading).visibility === "hidden"
  }
}

if (document.querySelector(".pd-chronology .pd-switches")) {
  document.addEventListener("change", nameMonths)
  addEventListener("pageshow", nameMonths) // a page that is gone back to has its switches as they were left
}

/* Arrival in the middle of a text. Told above the paragraph: whether it has changed since the version that someone cited
   (`?v=3f2a91c0#p12`); else, to who comes from another site, whose text this is. */

function arrive(event) {
  document.querySelector(".pd-since")?.remove()
  const whose = document.querySelector("template.pd-whose")
  if (!whose) return
  const id = location.hash.slice(1) // an id of a block is never encoded
  const block = document.getElementById(id)
  const outer = block?.closest(".pd-text > *")
  if (outer) {
    const told = sinceVersion(id) ?? (!event && isFar(block) && !isFromHere() && whose.content.firstElementChild.cloneNode(true))
    if (!told) return
    outer.before(told)
    outer.parentElement.style.setProperty("--pd-told", `${outer.offsetTop - told.offsetTop}px`)
    block.scrollIntoView()
  } else if (!block && /^[hp]\d/.test(id)) {
    document.querySelector(".pd-head").prepend(banner(`Nothing in this text has the address #${id}. Check that it was copied in full.`))
  }
}

function sinceVersion(id) {
  const section = document.querySelector(".pd-changes")
  const cited = new URLSearchParams(location.search).get("v")
  if (!section || !cited || cited === section.dataset.version) return
  const versions = JSON.parse(section.dataset.touched)
  const at = versions.findIndex(([version]) => version === cited)
  const touched = new Set(versions.slice(0, at + 1).flatMap(([, ids]) => ids))
  const told = at < 0
    ? `The cited version ${cited} is not known here. `
    : `${touched.has(id) ? "This has changed" : "This has not changed"} since the cited version (${cited}). `
  return banner(told, element("a", { href: "#pd-changes" }, "Versions"))
}

const banner = (...told) => element("p", { className: "pd-since pd-banner", role: "status" }, ...told)

/* Whether the title and a paragraph are not in view at once. */
const isFar = (block) => block.getBoundingClientRect().top - document.querySelector("h1").getBoundingClientRect().top > innerHeight

const isFromHere = () => document.referrer && new URL(document.referrer).origin === location.origin

addEventListener("hashchange", arrive)
arrive()
