/* Citing: a reference, a paragraph or a selected passage is copied with its address. Without a script the number of a
   paragraph is the link to it, and references are there to be selected. */

const SELECTORS = {
  block: ":is(.pd-text, .pd-head) :is([id^=p], [id^=h]):not([id^=pd])",
  // What stands in the text and is ours.
  ours: ".pd-ours, .pd-number, .pd-actions, .pd-sign, .pd-noise-sign",
}

function startCiting(section, text) {
  const styles = [...section.querySelectorAll(".pd-reference")]
  const told = element("div", { className: "pd-told", role: "status" })
  document.body.append(told)

  function chosen() {
    return styles.find((one) => one.dataset.style === remembered()) ?? styles[0]
  }

  function remembered(style) {
    try {
      if (style) localStorage.setItem("pd-style", style)
      return style ?? localStorage.getItem("pd-style")
    } catch {
      return style // storage is closed to this page
    }
  }

  function tell(message) {
    told.textContent = message
    told.classList.add("pd-told-now")
    clearTimeout(tell.timer)
    tell.timer = setTimeout(() => told.classList.remove("pd-told-now"), 4000)
  }

  async function copy(paragraphs, what, how = "") {
    const plain = paragraphs.map((one) => one.textContent).join("\n\n")
    const html = paragraphs.map((one) => `<p>${one.innerHTML}</p>`).join("")
    if (await toClipboard(plain, html)) tell(`Copied${how}: ${what}`)
    else showForCopying(plain)
  }

  /* References */

  const labels = new Map(styles.map((one) => [one, one.querySelector("dt").textContent]))
  const choice = element("p", { className: "pd-meta" })
  function tellChoice() {
    choice.textContent = `Passages are cited in the style that you copied last, now ${labels.get(chosen())}.`
  }
  tellChoice()
  section.querySelector(".pd-references").after(choice)

  for (const [one, label] of labels) {
    one.querySelector("dt").append(" ", button("copy", `Copy the ${label} reference`, () => {
      remembered(one.dataset.style)
      tellChoice()
      copy([one.querySelector("dd")], `${label} reference`)
    }))
  }

  /* Passages */

  function cite({ words, blocks, corrected, folded }) {
    const style = chosen()
    const address = `${section.dataset.url}#${blocks[0]}`
    const ids = [...new Set(blocks)].filter((id) => id.startsWith("p"))
    const inOrder = ids.every((id, at) => !at || ids[at - 1].localeCompare(id, "en", { numeric: true }) < 0) // none was moved
    const ends = inOrder && ids.length > 2 ? [ids[0], ids.at(-1)] : ids
    const numbers = ends.map((id) => id.slice(1)).join(inOrder ? "–" : ", ")
    const form = ["whole", "at"][ids.length] ?? "many" // a heading has no number to cite
    const place = style.dataset[form].replace("⟦n⟧", numbers)
    const quotation = element("p", {}, `“${words}” ${place}`.trim())
    const cited = style.querySelector("dd").innerHTML.replace(section.dataset.cited, address)
    const reference = element("p", { innerHTML: cited })
    // What is copied is not what is seen.
    const without = [corrected && "without our corrections", folded && "with […] for noise"].filter(Boolean)
    const how = without.length ? ` as captured, ${without.join(", ")}` : ""
    copy([quotation, reference], `quotation, ${labels.get(style)} reference and address`, how)
  }

  function citeBlock(block) {
    const range = document.createRange()
    range.selectNodeContents(block)
    cite(passage(range, block))
  }

  const ofActions = () => actions.closest(SELECTORS.block)
  const actions = element("span", { className: "pd-actions" },
    button("link", "Copy the address of this paragraph", () => {
      const { id } = ofActions()
      copy([element("p", {}, `${section.dataset.url}#${id}`)], `address of paragraph ${id.slice(1)}`)
    }),
    button("cite", "Cite this paragraph (Alt+C)", () => citeBlock(ofActions())),
  )

  function showActions(number) {
    // A button that was clicked keeps the focus: only one that was reached by key stays where it is.
    if (number && number.nextSibling !== actions && !actions.querySelector(":focus-visible")) number.after(actions)
  }
  text.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") showActions(numberOf(event.target.closest(SELECTORS.block)))
  })
  text.addEventListener("pointerleave", (event) => {
    if (event.pointerType !== "mouse") return
    if (!actions.contains(document.activeElement) && !document.activeElement.matches(".pd-number")) actions.remove()
  })
  text.addEventListener("focusin", (event) => {
    if (event.target.matches(".pd-number")) showActions(event.target)
  })

  /* Selected words */

  const offer = button("Cite this passage", "Copy the quotation with its reference (Alt+C)", () => {
    cite(selected())
    offer.hidden = true
  })
  Object.assign(offer, { className: "pd-offer", hidden: true, ariaKeyShortcuts: "Alt+C" })
  offer.addEventListener("pointerdown", (event) => event.preventDefault()) // else the selection goes
  document.body.append(offer)

  function selected() {
    const selection = getSelection()
    return selection.rangeCount && !selection.isCollapsed ? passage(selection.getRangeAt(0)) : null
  }

  document.addEventListener("selectionchange", () => {
    clearTimeout(offer.timer)
    offer.timer = setTimeout(() => {
      offer.hidden = !selected()
      if (offer.hidden) return
      const place = getSelection().getRangeAt(0).getBoundingClientRect()
      const widest = document.documentElement.clientWidth - offer.offsetWidth - 8
      const lowest = innerHeight - offer.offsetHeight - 8
      offer.style.top = `${Math.min(place.bottom + 8, lowest) + scrollY}px`
      offer.style.left = `${Math.max(8, Math.min(place.left + place.width / 2 - offer.offsetWidth / 2, widest))}px`
    }, 200)
  })

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyC") return
    const found = selected()
    const block = document.activeElement.closest(SELECTORS.block)
    if (!found && !block) return
    event.preventDefault()
    if (found) cite(found)
    else citeBlock(block)
  })
}

/* The source's words in a range, and the blocks that they are of. Folded noise is left out with a sign
   (`folded`); of a correction the captured words are quoted (`corrected`, where ours are what is seen). */
function passage(range, within) {
  const root = range.commonAncestorContainer
  const walker = document.createTreeWalker(root.nodeType === Node.TEXT_NODE ? root.parentNode : root)
  const found = { words: "", blocks: [], corrected: false, folded: false }
  const shown = document.querySelector(".pd-as-captured:checked") ? null : ".pd-fix, .pd-captured"
  let cell = null
  let noise = null // the block whose noise the last words were
  for (let node = walker.currentNode; node; node = walker.nextNode()) {
    if (!range.intersectsNode(node)) continue
    if (node.nodeName === "BR") found.words += " "
    const block = node.nodeType === Node.TEXT_NODE && node.parentElement.closest(SELECTORS.block)
    if (!block || (within && block !== within)) continue
    const start = node === range.startContainer ? range.startOffset : 0
    const end = node === range.endContainer ? range.endOffset : node.length
    if (end > start && shown && node.parentElement.closest(shown)) found.corrected = true
    if (node.parentElement.closest(SELECTORS.ours)) continue
    let words = node.data.slice(start, end).replace(/\s+/g, " ") // a paragraph may be written on several lines
    if (!words.trim()) {
      if (found.blocks.at(-1) === block.id) found.words += " "
      continue
    }
    const folded = node.parentElement.closest(".pd-noise-words")
    if (folded && !folded.getClientRects().length) {
      found.folded = true
      if (noise === block) continue
      words = "[…]"
      noise = block
    } else noise = null
    const another = found.blocks.at(-1) !== block.id
    if (another && found.blocks.length) found.words += "\n"
    else if (cell && cell !== node.parentElement.closest("td, th")) found.words += " "
    cell = node.parentElement.closest("td, th")
    found.words += words
    if (another) found.blocks.push(block.id)
  }
  found.words = found.words.replace(/[^\S\n]+/g, " ").replace(/ ?\n ?/g, "\n").trim()
  return found.words ? found : null
}

function numberOf(block) {
  return block && [...block.querySelectorAll(".pd-number")].find((one) => one.closest(SELECTORS.block) === block)
}

function button(label, title, act) {
  const made = element("button", { type: "button", title }, label)
  made.addEventListener("click", (event) => {
    event.stopPropagation() // no mark below it was meant
    act()
  })
  return made
}

async function toClipboard(plain, html) {
  try {
    const parts = { "text/plain": plain, "text/html": html }
    const blobs = Object.entries(parts).map(([type, content]) => [type, new Blob([content], { type })])
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))])
    return true
  } catch {
    // No permission, no secure address, or an old browser: the command that fires a `copy` event.
    let done = false
    const fill = (event) => {
      event.clipboardData.setData("text/plain", plain)
      event.clipboardData.setData("text/html", html)
      event.preventDefault()
      done = true
    }
    document.addEventListener("copy", fill)
    document.execCommand("copy")
    document.removeEventListener("copy", fill)
    return done
  }
}

function showForCopying(plain) {
  const field = element("textarea", { readOnly: true, rows: 8, value: plain, ariaLabel: "The words to copy" })
  const dialog = element("dialog", { className: "pd-copy", ariaLabel: "Copy by hand" },
    element("p", {}, "Your browser does not let a page copy. Copy this:"), field,
    button("Close", "Close", () => dialog.close()))
  dialog.addEventListener("close", () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  field.select()
}

{
  const section = document.querySelector(".pd-cite")
  const text = document.querySelector(".pd-text")
  if (section && text) startCiting(section, text)
}
