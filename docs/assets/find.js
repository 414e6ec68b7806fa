/* Loads the search when someone is about to use it: on its own page at once, on any other when its box gets the focus. */

const box = document.querySelector(".pd-find")
const page = document.querySelector(".pd-search")
const search = () => import("./search.js")

if (page || box?.contains(document.activeElement)) search()
box?.addEventListener("focusin", search, { once: true })

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest("input, textarea, select, [contenteditable]")) return
  const input = (page ?? box)?.elements.q
  event.preventDefault()
  if (input?.getClientRects().length) input.focus()
  else location.href = new URL("../search/", import.meta.url)
})
