/** 待上传: every record and photo not yet on the server, with its state and why. */
import type { OutboxItem } from '../../store/types'
import { itemVersions, outbox, syncState, visit as visitNow } from '../../store'
import { syncNow } from '../../sync'
import { t } from '../../words'
import { momentInWords, timeInWords } from '../../words/dates'
import { ActionButton } from '../parts/ActionButton'
import { Frame } from '../parts/Frame'
import { UploadIcon } from '../parts/icons'
import { Notice, SIGNS } from '../parts/Notice'
import { Kept } from './Kept'
import { OutboxFile } from './OutboxFile'
import { problemInWords, stateInWords } from './states'
import { itemInWords } from './words'

const A_DAY = 86_400_000

export function WaitingScreen() {
  const items = outbox.value
  const { waiting, sending } = syncState.value
  const open = items.filter(item => item.state !== 'left').length
  const title = waiting > 0 ? t('{n} 条待上传', { n: waiting }) : open > 0 ? t('{n} 条需要核对', { n: open }) : t('全部已上传')
  return (
    <Frame title={title} action={waiting > 0 && <ActionButton disabled={sending} onPress={syncNow}><UploadIcon />{sending ? t('正在上传…') : t('立即上传')}</ActionButton>}>
      <ProblemNotice />
      <Kept />
      {items.length === 0 && <Nothing />}
      {visitsOf(items).map(visit => <Group key={visit} visit={visit} items={items.filter(item => item.visit === visit)} />)}
      <OutboxFile />
    </Frame>
  )
}

function visitsOf(items: OutboxItem[]): string[] {
  return [...new Set(items.map(item => item.visit))]
}

function ProblemNotice() {
  const { problem, waitingSince, repulledAt } = syncState.value
  const repulled = repulledAt !== null && Date.now() - Date.parse(repulledAt) < A_DAY
  const said = problem && problemInWords(problem)
  const late = waitingSince !== null && Date.now() - Date.parse(waitingSince) > A_DAY
  return (
    <>
      {said && (
        <Notice tone={said.tone} title={said.title}>
          <p>{said.next}</p>
          {problem === 'sign_in' && <p><a href="#/sign-in">{t('重新登录')}</a></p>}
        </Notice>
      )}
      {repulled && <Notice tone="waiting" title={t('任务已重新下载')}><p>{t('本机的任务与服务器核对不一致，已于 {time} 全部重新下载。您的记录不受影响。', { time: momentInWords(repulledAt) })}</p></Notice>}
      <Rechained />
      {late && <Notice tone="stop" title={t('最早一条记录于 {time}，已超过一天', { time: momentInWords(waitingSince!) })}><p>{t('请尽快到有网络的地方打开码上。')}</p></Notice>}
    </>
  )
}

/** The phone's storage was put back to an older state, or copied to another phone: said for a day. */
function Rechained() {
  const { rechained } = syncState.value
  if (!rechained || Date.now() - Date.parse(rechained.at) > A_DAY) return null
  return (
    <Notice tone="attention" title={t('服务器上的记录比这台手机新')}>
      <p>{rechained.moved > 0 ? t('手机可能恢复过旧备份，或数据被复制到别的手机。本机没有上传过的 {n} 条已重新编号，会自动上传，没有丢失。', { n: rechained.moved }) : t('手机可能恢复过旧备份，或数据被复制到别的手机。服务器上的记录都在，以后的记录照常上传。')}</p>
      <p>{t('如果不是您本人换过手机，请告诉管理员。')}</p>
    </Notice>
  )
}

function Nothing() {
  const { lastUploadAt } = syncState.value
  return <p class="empty">{lastUploadAt ? t('本机的记录和照片都已送达服务器。最近上传 {time}。', { time: momentInWords(lastUploadAt) }) : t('检查中的每条记录和照片会先存在本机，再从这里上传。')}</p>
}

function Group({ visit, items }: { visit: string; items: OutboxItem[] }) {
  return (
    <section class="panel">
      <h2>{items[0]!.visit_name || nameless(items[0]!)}</h2>
      <PhotosDelivered visit={visit} waiting={items.filter(item => item.type === 'photo' && item.role === 'evidence').length} />
      <ul class="plain waiting-list">
        {items.map(item => <Row key={item.type === 'operation' ? item.dseq : item.sha256} item={item} />)}
      </ul>
    </section>
  )
}

function nameless(item: OutboxItem): string {
  return item.type === 'operation' && item.operation.entity === 'code' ? t('码的归属') : t('计划外检查')
}

function PhotosDelivered({ visit, waiting }: { visit: string; waiting: number }) {
  const all = visitNow(visit)?.evidence.filter(photo => photo.role === 'evidence').length ?? 0
  if (waiting === 0 || all < waiting) return null
  return <p class="muted">{t('照片 {n}/{all} 张已送达', { n: all - waiting, all })}</p>
}

function Row({ item }: { item: OutboxItem }) {
  const { tone, words } = stateInWords(item)
  const Sign = SIGNS[tone]
  return (
    <li class={`waiting-row ${tone}`}>
      <Sign />
      <p>
        <span class="waiting-what">{itemInWords(item, itemVersions.value)}</span>
        <small>{timeInWords(item.made_at)} · {words}</small>
      </p>
      {item.type === 'photo' && item.sent > 0 && <progress value={item.sent} max={item.size} aria-label={words} />}
    </li>
  )
}
