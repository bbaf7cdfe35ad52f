import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Plugin } from 'vite'

/**
 * Builds `src/sw/sw.ts` to `/sw.js` after the application, with the list of what to keep on the
 * phone. The list has content hashes, so the worker changes exactly when something in it does.
 */
export function serviceWorker(): Plugin {
  let root = ''
  let folder = ''
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root
      folder = config.build.outDir
    },
    async closeBundle() {
      const kept = shell(folder)
      await build({
        root,
        configFile: false,
        logLevel: 'warn',
        publicDir: false,
        define: {
          __SHELL__: JSON.stringify(kept.paths),
          __LATER__: JSON.stringify(kept.later),
          __VERSION__: JSON.stringify(kept.version),
        },
        build: {
          outDir: folder,
          emptyOutDir: false,
          target: 'es2022',
          modulePreload: false,
          rolldownOptions: {
            input: join(root, 'src/sw/sw.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      })
    },
  }
}

/**
 * Everything that a screen needs when there is no network, and a hash of it all. `later` is what not
 * everybody needs: the screens of those whom the house has asked for something, and the languages
 * beside the first one. Nobody else's phone pays for them.
 */
function shell(folder: string): { paths: string[]; later: string[]; version: string } {
  const assets = readdirSync(join(folder, 'assets')).sort()
  const hash = createHash('sha256').update(readFileSync(join(folder, 'index.html')))
  for (const name of assets) hash.update(name)
  const paths = assets.map((name) => `/assets/${name}`)
  const waits = (path: string): boolean => /^\/assets\/(?:helpers|en|nn)-/.test(path)
  return {
    paths: ['/', ...paths.filter((path) => !waits(path))],
    later: paths.filter(waits),
    version: hash.digest('hex').slice(0, 12),
  }
}
