package io.aguacero.ingress.connection;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.util.List;

/**
 * Reads one body in chunks by the letter of RFC 9112, section 7.1. Netty's own reading takes a size modulo 2^32, and ignores
 * what stands behind a size and a space. Extensions and trailers are read over, within bounds.
 */
final class ChunkedBody {
    private static final int DIGITS_MAX = 16;
    private static final int EXTENSION_BYTES_MAX = 256;
    private static final int TRAILER_BYTES_MAX = 8_192;

    private Place place = Place.SIZE;
    private long left;
    private int digits;
    private int extensionBytes;
    private int trailerBytes;

    private enum Place {
        SIZE,
        EXTENSION,
        SIZE_END,
        DATA,
        DATA_CR,
        DATA_END,
        TRAILER_START,
        TRAILER,
        TRAILER_END,
        END
    }

    /**
     * Reads what is there, and hands on what of it is content.
     *
     * @return whether the body has ended; what is left in the buffer isn't part of it
     * @throws BadFraming if it isn't a body in chunks
     */
    boolean read(ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            if (place == Place.DATA) {
                int length = (int) Math.min(left, in.readableBytes());
                out.add(new DefaultHttpContent(in.readRetainedSlice(length)));
                left -= length;
                place = left == 0 ? Place.DATA_CR : Place.DATA;
            } else if (place == Place.END) {
                expect('\n', in.readByte());
                return true;
            } else {
                place = after(in.readByte());
            }
        }
        return false;
    }

    private Place after(byte b) {
        return switch (place) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_END -> sizeEnded(b);
            case DATA_CR -> expected('\r', b, Place.DATA_END);
            case DATA_END -> expected('\n', b, Place.SIZE);
            case TRAILER_START -> b == '\r' ? Place.END : trailer(b);
            case TRAILER -> b == '\r' ? Place.TRAILER_END : trailer(b);
            case TRAILER_END -> expected('\n', b, Place.TRAILER_START);
            case DATA, END -> throw new IllegalStateException("no place of a single byte");
        };
    }

    private Place size(byte b) {
        int digit = b < 0 ? -1 : Character.digit(b, 16);
        if (digit >= 0) {
            left = left * 16 + digit;
            if (++digits > DIGITS_MAX || left > Integer.MAX_VALUE) {
                throw new BadFraming("a chunk that is too large");
            }
            return Place.SIZE;
        }
        if (digits == 0) {
            throw new BadFraming("a chunk without a size");
        }
        extensionBytes = 0;
        return b == ';' ? Place.EXTENSION : expected('\r', b, Place.SIZE_END);
    }

    private Place extension(byte b) {
        if (b == '\r') {
            return Place.SIZE_END;
        }
        if (!text(b) || ++extensionBytes > EXTENSION_BYTES_MAX) {
            throw new BadFraming("an extension of a chunk");
        }
        return Place.EXTENSION;
    }

    private Place sizeEnded(byte b) {
        expect('\n', b);
        digits = 0;
        return left == 0 ? Place.TRAILER_START : Place.DATA;
    }

    private Place trailer(byte b) {
        if (!text(b) || ++trailerBytes > TRAILER_BYTES_MAX) {
            throw new BadFraming("a trailer");
        }
        return Place.TRAILER;
    }

    private static boolean text(byte b) {
        return b == '\t' || b >= ' ' && b != 0x7F;
    }

    private static Place expected(char wanted, byte b, Place next) {
        expect(wanted, b);
        return next;
    }

    private static void expect(char wanted, byte b) {
        if (b != wanted) {
            throw new BadFraming("a chunk that doesn't end where its size says");
        }
    }
}
