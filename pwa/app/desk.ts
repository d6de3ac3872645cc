// The desk pages' script: htmx replaces parts of a page; without it every link and form still works.
import 'htmx.org'
