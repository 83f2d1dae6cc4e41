// A form that communities fill while the program is measured.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Hands in the sample's form, confirms its columns, and returns its number. */
export async function uploadForm(officer, data) {
  const boundary = 'linli-bench'
  const name = 'form-data; name="file"; filename="form.xlsx"'
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: ${name}\r\n\r\n`),
    readFileSync(join(data, 'sample/forms/高龄津贴发放名册.xlsx')),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const sent = await officer.send('POST', '/api/templates', body, `multipart/form-data; boundary=${boundary}`)
  const [template] = JSON.parse(sent.text)
  const columns = template.columns.map(({ index, element }) => ({ index, element: element ?? null }))
  await officer.ask('PUT', `/api/templates/${template.id}/columns`, { columns })
  return template.id
}

/** Sends the sample's form to every community of a population, and returns the parts. */
export async function sendForm(officer, data, population = { tags_all: ['高龄老人'] }) {
  const template_id = await uploadForm(officer, data)
  const due = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  const request = await officer.ask('POST', '/api/requests', {
    template_id,
    title: '压力检验',
    due,
    duty: 'elder-allowance',
    population,
    ask_anyway: true,
  })
  const { submissions_list: submissions } = await officer.ask('GET', `/api/requests/${request.id}`)
  if (submissions.length === 0) throw new Error(`the form was not sent: ${request.state}`)
  return submissions
}
