import { parse } from '../sync/wire'

/** Reads an answer over HTTP as frames are read. */
export const read = async (response: Response): Promise<unknown> => parse(await response.text())
