/** Boot: unpack, set the clock, build stage and panels, show the note before anything plays. */
import { configure, onChange, set, state } from "./clock.mjs";
import { P, accountIndex, loadPayload, metaOf, paceOf } from "./data.mjs";
import { startLinks } from "./links.mjs";
import { openNote, startPanels } from "./panels.mjs";
import { startStage } from "./stage.mjs";
import { setLanguage } from "./texts.mjs";

/** Does the reader want no motion? Asked each time, because it can be switched. */
function wantsStill() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Begin. */
async function boot() {
  await loadPayload();
  configure({
    end: P.end, accounts: P.accounts.map(({ id }) => id), places: P.places.id, languages: P.languages,
    pace: (day) => paceOf(accountIndex(state.account), day), still: wantsStill,
  });
  const isEmbedded = new URLSearchParams(location.search).get("embed") === "1";
  if (isEmbedded) document.documentElement.dataset.embed = "1";
  set({ account: P.accounts[P.shown].id, lang: metaOf().lang, embed: isEmbedded });
  startLinks();
  setLanguage(state.lang);
  onChange((now, keys) => {
    if (keys.includes("lang")) setLanguage(now.lang);
  });
  startStage();
  startPanels();
  document.documentElement.dataset.ready = "1";
  await openNote();
  set({ seen: true });
}

/** Say in the reader's language that the page cannot be opened. */
function confess(problem) {
  const { strings } = metaOf();
  const main = document.getElementById("main");
  for (const [lang, texts] of Object.entries(strings)) {
    const line = Object.assign(document.createElement("p"), { lang, dir: "auto", textContent: texts["note.failed"] });
    main.append(line);
  }
  console.error(problem);
}

boot().catch(confess);
