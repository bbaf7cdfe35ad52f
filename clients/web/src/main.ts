import { mount } from 'svelte'
import { install } from './platform/install.svelte'
import './ui/look.css'
import App from './ui/App.svelte'
import { seldom } from './ui/seldom.svelte'
import { begin } from './ui/session.svelte'

const target = document.getElementById('app')
if (target) {
  install.listen()
  mount(App, { target })
  void begin().then(() => seldom.fetch())
}
