/** The official web hosts that printed licences point to: the twin of server/registry/license_hosts.py. */

const OFFICIAL = new Set([
  'gsxt.gov.cn',
  'www.sgs.gov.cn',
  'sgs.gov.cn',
  'www.hebscztxyxx.gov.cn',
  'gsxt.hnaic.gov.cn',
  'gsxt.scaic.gov.cn',
  'gsxt.ynaic.gov.cn',
  'gsxt.gdgs.gov.cn',
  'www.szcredit.com.cn',
  'gsxt.jxaic.gov.cn',
  'gsxt.gzgs.gov.cn',
  'jsgsj.gov.cn',
  'www.jsgsj.gov.cn',
  'xiamencredit.gov.cn',
  'www.xiamencredit.gov.cn',
  'air.gzaic.gov.cn',
  'air.scjgj.gz.gov.cn',
])
export const SHOWN_LICENSE = 'zzlz.gsxt.gov.cn'

const LICENSE_PATHS = [
  '/yzt/toHandleQuery.do',
  '/notice/',
  '/noticehb/',
  '/aiccips/GSpublicity/',
  '/ECPS/',
]

/** Whether the host is one of the registries' own. */
export function isOfficial(host: string): boolean {
  return OFFICIAL.has(host) || host.endsWith('.gsxt.gov.cn')
}

/** Some registries printed bare numbers instead of a host; their path gives them away. */
export function looksLikeLicense(host: string, path: string): boolean {
  return (
    /^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(host) &&
    LICENSE_PATHS.some((start) => path.startsWith(start))
  )
}
