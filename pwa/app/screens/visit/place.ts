/** Where the phone is, if its owner allows it; a check-in never waits for it. */
import { useEffect, useState } from 'preact/hooks'
import type { Place } from '../../rules/operations'

export type PlaceState = 'off' | 'asking' | 'known' | 'refused'

export function usePlace(wanted: boolean): { place: Place | null; state: PlaceState } {
  const [found, setFound] = useState<{ place: Place | null; state: PlaceState }>({ place: null, state: 'asking' })
  useEffect(() => {
    if (!wanted) return setFound({ place: null, state: 'off' })
    let left = false
    setFound({ place: null, state: 'asking' })
    locate().then(place => !left && setFound({ place, state: place ? 'known' : 'refused' }))
    return () => void (left = true)
  }, [wanted])
  return found
}

function locate(): Promise<Place | null> {
  return new Promise(done => {
    if (!navigator.geolocation) return done(null)
    const options = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 }
    navigator.geolocation.getCurrentPosition(position => done(asPlace(position)), () => done(null), options)
  })
}

function asPlace({ coords }: GeolocationPosition): Place {
  return {
    lat_e7: Math.round(coords.latitude * 1e7),
    lon_e7: Math.round(coords.longitude * 1e7),
    accuracy_m: Math.round(coords.accuracy),
  }
}
