/** What is being written, kept from the first letter: a closed tab or an empty battery loses nothing. */
import { keepForm, readForms, type KeptForm } from '../store/kept'
import { error } from './panel'
import { begin as beginPhotos } from './photos'

/** Brings back what was begun before; from now on every change is kept, and sending hands it over. */
export async function keepDraft(form: HTMLFormElement, account: string, send: () => Promise<void>): Promise<void> {
  const own = (await readForms(account)).filter(({ page }) => page === location.pathname)
  const draft = own.find(({ ready }) => !ready) ?? begun(form, account)
  fill(form, draft)
  if (draft.refused) form.prepend(error(draft.refused))
  const keep = () => keepForm(written(form, draft))
  const photos = await beginPhotos(form, draft, keep)
  form.addEventListener('input', event => event.target !== photos && void keep().catch(() => null))
  form.addEventListener('submit', event => {
    if (photos.files?.length) return // these could not be kept here: they go with the form
    event.preventDefault()
    Object.assign(draft, { ready: true, refused: '' })
    void keep().then(send, () => form.submit())
  })
}

function begun(form: HTMLFormElement, account: string): KeptForm {
  const { pathname: action } = new URL(form.action)
  const title = document.querySelector('h1')?.textContent ?? ''
  const at = new Date().toISOString()
  return { key: crypto.randomUUID(), account, title, page: location.pathname, action, fields: [], photos: [], ready: false, place: '', refused: '', at }
}

/** The form's own key gives way to the draft's: sent from whatever page, it is one form. */
function written(form: HTMLFormElement, draft: KeptForm): KeptForm {
  const texts = [...new FormData(form)].filter((field): field is [string, string] => typeof field[1] === 'string')
  draft.fields = texts.map(([name, value]) => [name, name === 'key' ? draft.key : value])
  return draft
}

function fill(form: HTMLFormElement, { fields }: KeptForm): void {
  if (fields.length === 0) return
  for (const each of form.querySelectorAll<HTMLInputElement>('[name]:not([type=file], [type=hidden])')) {
    const values = fields.filter(([name]) => name === each.name).map(([, value]) => value)
    if (['checkbox', 'radio'].includes(each.type)) each.checked = values.includes(each.value)
    else each.value = values[0] ?? each.value
  }
}
