/** The texts of the forms as we ship them; the same files the server fills. */
import notice from '../../words/documents/notice.txt'
import onSite from '../../words/documents/on_site.txt'
import questioning from '../../words/documents/questioning.txt'
import result from '../../words/documents/result.txt'
import sampling from '../../words/documents/sampling.txt'
import survey from '../../words/documents/survey.txt'
import type { DocumentKind } from '../../rules/documentTemplate'

export const TEXTS: Record<DocumentKind, string> = { notice, on_site: onSite, sampling, survey, questioning, result }
