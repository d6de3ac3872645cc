/** Why there is no picture, and what to do about it; the other ways stay open below. */
import type { CameraProblem } from '../../scan'
import { t } from '../../words'
import { CameraIcon } from '../parts/icons'

export function NoCamera({ problem, onRetry }: { problem: CameraProblem; onRetry: () => void }) {
  const { what, how } = inWords(problem)
  return (
    <div class="no-camera" role="status">
      <CameraIcon />
      <p class="no-camera-what">{what}</p>
      <p>{how}</p>
      {problem !== 'insecure' && problem !== 'absent' && <button type="button" class="button secondary" onClick={onRetry}>{t('再试一次')}</button>}
    </div>
  )
}

function inWords(problem: CameraProblem): { what: string; how: string } {
  switch (problem) {
    case 'denied': return { what: t('没有相机权限'), how: t('请点地址栏左侧的图标，或在系统设置的浏览器权限中允许使用相机。也可以用下面的方式。') }
    case 'absent': return { what: t('这台设备没有相机'), how: t('请从相册选择照片，或手动输入信用代码。') }
    case 'busy': return { what: t('相机正被其他应用使用'), how: t('请关闭正在使用相机的应用后再试。') }
    case 'insecure': return { what: t('当前网址不安全，浏览器不允许使用相机'), how: t('请使用 https 开头的网址打开。也可以用下面的方式。') }
    case 'scanner': return { what: t('识别程序没有加载成功'), how: t('请在有网络时重新打开一次。也可以手动输入信用代码。') }
    case 'unknown': return { what: t('相机没有打开'), how: t('请再试一次，或用下面的方式。') }
  }
}
