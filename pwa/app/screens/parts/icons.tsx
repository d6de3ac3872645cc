/** The drawn signs; each stands beside its word and is silent to screen readers. */
import type { ComponentChildren } from 'preact'

function drawn(shape: ComponentChildren) {
  return function Icon() {
    return (
      <svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
        {shape}
      </svg>
    )
  }
}

export const TickIcon = drawn(<path d="M5 12.5l4.5 4.5L19 7.5" />)
export const AlertIcon = drawn(<><path d="M12 5v9" /><path d="M12 18.5v.01" /></>)
export const CrossIcon = drawn(<path d="M6.5 6.5l11 11m0-11l-11 11" />)
export const WaitingIcon = drawn(<circle cx="12" cy="12" r="7" />)
export const DashIcon = drawn(<path d="M6 12h12" />)
export const TodayIcon = drawn(<><rect x="4" y="5" width="16" height="15" rx="2.5" /><path d="M4 10h16M8.5 3v4m7-4v4M8.5 14.5l2.5 2.5 4.5-4" /></>)
export const ScanIcon = drawn(<><path d="M4 8V6a2 2 0 012-2h2m8 0h2a2 2 0 012 2v2m0 8v2a2 2 0 01-2 2h-2m-8 0H6a2 2 0 01-2-2v-2" /><path d="M4 12h16" /></>)
export const UploadIcon = drawn(<><path d="M12 15V5m-4 4l4-4 4 4" /><path d="M5 15v3a2 2 0 002 2h10a2 2 0 002-2v-3" /></>)
export const PersonIcon = drawn(<><circle cx="12" cy="8" r="4" /><path d="M4.5 20c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5" /></>)
export const BackIcon = drawn(<path d="M14.5 5.5L8 12l6.5 6.5" />)
export const NextIcon = drawn(<path d="M9.5 5.5L16 12l-6.5 6.5" />)
export const CameraIcon = drawn(<><path d="M4 8.5A1.5 1.5 0 015.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0120 8.5v9a1.5 1.5 0 01-1.5 1.5h-13A1.5 1.5 0 014 17.5z" /><circle cx="12" cy="13" r="3.5" /></>)
export const PictureIcon = drawn(<><rect x="4" y="5" width="16" height="14" rx="2" /><circle cx="9" cy="10" r="1.5" /><path d="M5 17l4.5-4 3 2.5L16 11l3.5 3.5" /></>)
export const TypeIcon = drawn(<><rect x="3" y="6" width="18" height="12" rx="2" /><path d="M7 10v.01M11 10v.01M15 10v.01M8 14h8" /></>)
export const LampIcon = drawn(<path d="M13 3L6 13.5h5L10.5 21 18 10h-5.5z" />)
export const KeyIcon = drawn(<><circle cx="8" cy="14" r="4" /><path d="M11 11.5L19 4m-3 3l2.5 2.5" /></>)
export const PlaceIcon = drawn(<><path d="M12 21c4.5-4.5 7-8 7-11a7 7 0 10-14 0c0 3 2.5 6.5 7 11z" /><circle cx="12" cy="10" r="2.5" /></>)
export const ClockIcon = drawn(<><circle cx="12" cy="12" r="8" /><path d="M12 7.5V12l3 2" /></>)
export const LawIcon = drawn(<><path d="M12 4v16m-5 0h10M6 7h12" /><path d="M6 7l-2.5 6a2.6 2.6 0 005 0zm12 0l-2.5 6a2.6 2.6 0 005 0z" /></>)
export const PenIcon = drawn(<><path d="M5 19l1-4L16.5 4.5l3 3L9 18z" /><path d="M14 7l3 3" /></>)
export const InstallIcon = drawn(<><path d="M12 4v10m-4-4l4 4 4-4" /><path d="M5 19h14" /></>)
export const ShareIcon = drawn(<><path d="M12 14V3.5M8.5 7L12 3.5 15.5 7" /><path d="M8 10H6v10h12V10h-2" /></>)
export const GlobeIcon = drawn(<><circle cx="12" cy="12" r="8.5" /><path d="M3.5 12h17M12 3.5c3 2.5 3.5 5.5 3.5 8.5s-.5 6-3.5 8.5c-3-2.5-3.5-5.5-3.5-8.5s.5-6 3.5-8.5z" /></>)
export const PhoneIcon = drawn(<><rect x="7" y="3" width="10" height="18" rx="2.5" /><path d="M11 18h2" /></>)
export const PresentIcon = drawn(<><rect x="6" y="3" width="12" height="18" rx="2.5" /><path d="M9 8h2v2H9zm4 0h2v2h-2zm-4 4h2v2H9zm4.5 1.5v.01M11 17.5h2" /></>)
export const LeaveIcon = drawn(<><path d="M14 4H7a2 2 0 00-2 2v12a2 2 0 002 2h7" /><path d="M11 12h9m-3.5-3.5L20 12l-3.5 3.5" /></>)
export const UpdateIcon = drawn(<><path d="M19.5 12a7.5 7.5 0 01-13.5 4.5M4.5 12A7.5 7.5 0 0118 7.5" /><path d="M18 3.5v4h-4M6 20.5v-4h4" /></>)

/** The product's mark: the sun rising over the sea within a scan frame, as on the icon. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 64 64" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="64" height="64" rx="14" />
      <path class="mark-frame" d="M13 23V13h10M41 13h10v10M51 41v10H41M23 51H13V41M20 43h24" />
      <path class="mark-sun" d="M21.5 37.5a10.5 10.5 0 0 1 21 0z" />
    </svg>
  )
}
