/** Where the offline shell is installed, the page of a form that was begun opens again without signal. */

const PAGES = 'mashang-pages' // where the service worker looks without signal

export async function keepPage(): Promise<void> {
  if (!navigator.serviceWorker?.controller) return
  const answer = await fetch(location.href).catch(() => null)
  if (!answer?.ok) return
  const headers = new Headers(answer.headers)
  headers.delete('Vary')
  await (await caches.open(PAGES)).put(location.pathname, new Response(await answer.arrayBuffer(), { headers }))
}

/** It is one person's page: it goes as soon as nothing of it waits. */
export async function forgetPage(page: string): Promise<void> {
  await (await caches.open(PAGES)).delete(page)
}
