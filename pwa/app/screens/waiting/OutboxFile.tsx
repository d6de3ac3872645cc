/** Everything on this phone that is not let go, as a file: for a phone that cannot upload any more. */
import { useState } from 'preact/hooks'
import { keeping, outboxFile } from '../../store'
import { t } from '../../words'
import { ActionButton } from '../parts/ActionButton'
import { ShareIcon } from '../parts/icons'
import { copiesInWords } from './Kept'

export function OutboxFile() {
  const [name, setName] = useState<string | null>(null)
  return (
    <details class="fold">
      <summary>{t('本机保存与导出')}</summary>
      <div class="prose">
        {copiesInWords(keeping.value) && <p>{copiesInWords(keeping.value)}</p>}
        <p>{t('一直上传不了时，可以把记录和照片导出成一个文件，交给管理员导入。导出不影响本机的记录，也不影响以后上传。')}</p>
        <p class="attention-words">{t('文件没有加密，只交给本单位管理员。')}</p>
        <ActionButton kind="secondary" onPress={async () => setName(await handOver())}><ShareIcon />{t('导出文件')}</ActionButton>
        <p role="status" class="muted">{name && t('已导出 {name}', { name })}</p>
      </div>
    </details>
  )
}

/** By the phone's own sharing where it takes files, else as a download. */
async function handOver(): Promise<string | null> {
  const file = await outboxFile()
  if (navigator.canShare?.({ files: [file] })) return (await shared(file)) ? file.name : null
  const address = URL.createObjectURL(file)
  const link = Object.assign(document.createElement('a'), { href: address, download: file.name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return file.name
}

async function shared(file: File): Promise<boolean> {
  return navigator.share({ files: [file] }).then(() => true, problem => {
    if ((problem as Error).name === 'AbortError') return false
    throw problem
  })
}
