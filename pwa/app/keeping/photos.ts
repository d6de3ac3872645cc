/** The photos chosen for a form: a camera gives one at a time, so each is added to those before, shown, and can go. */
import { forgetPhoto, keepPhoto, readPhoto, type KeptForm, type KeptPhoto } from '../store/kept'
import { keepPage } from './page'
import { error, said } from './panel'

/** Shows those kept before and keeps every one that is chosen; returns the field they are chosen with. */
export async function begin(form: HTMLFormElement, draft: KeptForm, keep: () => Promise<unknown>): Promise<HTMLInputElement> {
  const input = form.querySelector<HTMLInputElement>('input[type=file]')!
  input.addEventListener('change', () => void choose(form, draft, input, keep))
  await show(form, draft)
  return input
}

/** What cannot be kept stays in the field and goes with the form itself. */
async function choose(form: HTMLFormElement, draft: KeptForm, input: HTMLInputElement, keep: () => Promise<unknown>): Promise<void> {
  const most = Number(form.dataset.keep)
  const files = [...(input.files ?? [])]
  const taken = files.slice(0, most - draft.photos.length)
  input.parentElement!.querySelector('.error')?.remove()
  try {
    await keep()
    for (const file of taken) await add(draft, file)
    input.value = ''
    if (taken.length < files.length) input.before(error(said('full', { most })))
    await keepPage()
  } catch {
    input.before(error(said('failed')))
  }
  await show(form, draft)
}

async function add(draft: KeptForm, file: File): Promise<void> {
  const bytes = await file.arrayBuffer()
  const sha256 = await digestOf(bytes)
  if (draft.photos.some(photo => photo.sha256 === sha256)) return
  const photo: KeptPhoto = { sha256, name: file.name, mime: file.type, size: bytes.byteLength, sent: 0, refused: '' }
  await keepPhoto({ ...draft, photos: [...draft.photos, photo] }, photo, bytes)
  draft.photos.push(photo)
}

async function show(form: HTMLFormElement, draft: KeptForm): Promise<void> {
  const shown = await Promise.all(draft.photos.map(photo => picture(form, draft, photo)))
  form.querySelector('[data-chosen]')!.replaceChildren(...shown)
  form.querySelector<HTMLInputElement>('input[type=file]')!.required = 'photoNeeded' in form.dataset && shown.length === 0
}

async function picture(form: HTMLFormElement, draft: KeptForm, photo: KeptPhoto): Promise<HTMLElement> {
  const bytes = (await readPhoto(draft.key, photo.sha256)) ?? ''
  const address = URL.createObjectURL(new Blob([bytes], { type: photo.mime }))
  const small = Object.assign(new Image(96, 96), { alt: photo.name, src: address, onload: () => URL.revokeObjectURL(address) })
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'quiet', textContent: said('remove') })
  button.setAttribute('aria-label', `${said('remove')} ${photo.name}`)
  button.addEventListener('click', () => {
    draft.photos.splice(draft.photos.indexOf(photo), 1)
    void forgetPhoto(draft, photo.sha256).then(() => show(form, draft))
  })
  const place = document.createElement('div')
  place.append(small, button)
  return place
}

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}
