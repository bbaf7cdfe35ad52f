/** What somebody chose to send, made ready: pictures no larger than they are shown. */
import { MAX_FILE } from '../protocol/types'
import type { Parcel } from '../sync/queue'

const LONGEST = 2_048
/** A picture smaller than this is sent as it is. */
const SMALL = 600 * 1024

/** The file as it is sent; null for one that is too large. */
export async function parcel(file: File): Promise<Parcel | null> {
  const ready = (await smaller(file)) ?? file
  if (ready.size > MAX_FILE) return null
  const name = ready === file ? file.name : file.name.replace(/\.\w+$/, '') + '.jpg'
  return { name, type: ready.type, data: await ready.arrayBuffer() }
}

/**
 * A photograph of a phone is several megabytes, which cost money here and time there, and the
 * server would make it smaller anyway. Null where it is small enough, or no picture that stands.
 */
async function smaller(file: File): Promise<Blob | null> {
  if (!file.type.startsWith('image/') || /gif|svg/.test(file.type)) return null
  // Only phones of one make read their own kind of picture: made a JPEG, all can.
  if (file.size < SMALL && /jpeg|png|webp/.test(file.type)) return null
  try {
    const picture = await createImageBitmap(file)
    const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
    const canvas = document.createElement('canvas')
    canvas.width = Math.round(picture.width * scale)
    canvas.height = Math.round(picture.height * scale)
    const ink = canvas.getContext('2d')
    if (!ink) return null
    // A JPEG has nothing to see through: what was clear would come out black.
    ink.fillStyle = '#fff'
    ink.fillRect(0, 0, canvas.width, canvas.height)
    ink.drawImage(picture, 0, 0, canvas.width, canvas.height)
    return await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.82))
  } catch {
    return null
  }
}
