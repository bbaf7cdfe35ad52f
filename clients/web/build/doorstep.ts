import type { Plugin } from 'vite'
import { door } from '../src/i18n/nb/door.ts'

/**
 * Puts the door itself into `index.html`, with the styles of the first screens: on a slow line somebody
 * who was invited reads it and writes their name while the app is still on its way. It is in bokmål;
 * the app takes over what was written (`src/ui/doorstep.ts`), and with it the language.
 *
 * The server reads what is inline and allows exactly that in its policy, by hash.
 */
export function doorstep(): Plugin {
  let styles = ''
  return {
    name: 'doorstep',
    apply: 'build',
    generateBundle: {
      order: 'pre',
      handler(_, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== 'chunk' || !chunk.isEntry) continue
          for (const name of chunk.viteMetadata?.importedCss ?? []) {
            const sheet = bundle[name]
            if (sheet?.type === 'asset') styles += bare(String(sheet.source))
            delete bundle[name]
          }
          // Nothing names the file any more, neither the page nor what is fetched later.
          chunk.viteMetadata?.importedCss.clear()
        }
      },
    },
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        if (!styles) this.error('The first screens have no styles: nothing could be put inline.')
        return html
          .replace('</head>', () => `<style>${styles}${COVERS}</style></head>`)
          .replace('<div id="app">', (app) => `${FORM}<script>${OPEN}</script>${app}`)
      },
    },
  }
}

/** Without the mark that the builder leaves for itself. */
const bare = (sheet: string): string => sheet.replace(/\/\*\$vite\$.*?\*\//g, '').trim()

/** While the door stands, what the app has ready waits behind it. */
const COVERS = '#door:not([hidden])~#app{display:none}'

const { join } = door

/** As `Join.svelte` has it for whoever holds an invitation. */
const FORM =
  `<main id="door" hidden><div class="page"><header class="top"><h1>${join.title}</h1></header><form>` +
  `<p class="strong">${join.invited}</p>` +
  `<label class="field"><span>${join.name}</span>` +
  `<input required maxlength="60" autocomplete="given-name"></label>` +
  `<p class="soft">${join.nameHelp}</p>` +
  `<button class="btn call">${join.go}</button>` +
  `<p class="soft">${join.no}</p></form></div></main>`

/**
 * Only for an invitation, and only on a phone that has no worker yet: whoever is in has one, and goes
 * straight in. A tap that comes before the app is kept for it.
 */
const OPEN =
  `(door=>{if(location.pathname!="/join"||location.search||!location.hash||navigator.serviceWorker?.controller)` +
  `return door.remove();door.hidden=false;door.querySelector("form").onsubmit=event=>{event.preventDefault();` +
  `door.dataset.sent="";const button=door.querySelector("button");button.disabled=true;` +
  `button.textContent=${JSON.stringify(join.checking)}}})(document.getElementById("door"))`
