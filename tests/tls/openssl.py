"""OpenSSL by its library, for what its programs do not tell: an exporter with
a context, Finished messages, a peer without the extended master secret."""
import ctypes
import ctypes.util
import hashlib
import socket

NO_EXTENDED_MASTER_SECRET = 1
SET_SERVER_NAME, SET_MINIMUM, SET_MAXIMUM = 55, 123, 124
TLS_1_2 = 0x0303
POINTERS = ["TLS_client_method", "SSL_CTX_new", "SSL_new", "SSL_get1_session",
            "SSL_get1_peer_certificate"]

ssl = ctypes.CDLL(ctypes.util.find_library("ssl"))
crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
for name in POINTERS:
    getattr(ssl, name).restype = ctypes.c_void_p
for name in ["SSL_get_finished", "SSL_get_peer_finished"]:
    getattr(ssl, name).restype = ctypes.c_size_t
ssl.SSL_CTX_set_options.argtypes = [ctypes.c_void_p, ctypes.c_uint64]
ssl.SSL_CTX_set_options.restype = ctypes.c_uint64


class Client:
    """A connection to a port here; what it says is like TLS's own words."""

    def __init__(self, port, name=b"example.net", extended=True, session=None):
        self.context = ctypes.c_void_p(ssl.SSL_CTX_new(
            ctypes.c_void_p(ssl.TLS_client_method())))
        ssl.SSL_CTX_ctrl(self.context, SET_MAXIMUM, ctypes.c_long(TLS_1_2),
                         None)
        if not extended:
            ssl.SSL_CTX_set_options(self.context, NO_EXTENDED_MASTER_SECRET)
        self.ssl = ctypes.c_void_p(ssl.SSL_new(self.context))
        ssl.SSL_ctrl(self.ssl, SET_SERVER_NAME, ctypes.c_long(0), name)
        if session:
            ssl.SSL_set_session(self.ssl, session)
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.socket.settimeout(None)
        ssl.SSL_set_fd(self.ssl, self.socket.fileno())
        self.connected = ssl.SSL_connect(self.ssl) == 1

    def reused(self):
        return ssl.SSL_session_reused(self.ssl) == 1

    def session(self):
        return ctypes.c_void_p(ssl.SSL_get1_session(self.ssl))

    def echo(self, words):
        ssl.SSL_write(self.ssl, words, len(words))
        answer = ctypes.create_string_buffer(1000)
        length = ssl.SSL_read(self.ssl, answer, 1000)
        return answer.raw[:max(0, length)]

    def renegotiate(self):
        """Is it granted?"""
        return ssl.SSL_renegotiate(self.ssl) == 1 and \
            ssl.SSL_do_handshake(self.ssl) == 1

    def exporter(self):
        value, label = ctypes.create_string_buffer(32), \
            b"EXPORTER-Channel-Binding"
        ssl.SSL_export_keying_material(
            self.ssl, value, ctypes.c_size_t(32), label,
            ctypes.c_size_t(len(label)), b"", ctypes.c_size_t(0), 1)
        return value.raw.hex()

    def unique(self):
        value = ctypes.create_string_buffer(64)
        finished = ssl.SSL_get_peer_finished if self.reused() else \
            ssl.SSL_get_finished
        length = finished(self.ssl, value, ctypes.c_size_t(64))
        return value.raw[:length].hex()

    def certificate(self):
        """The server's, in DER."""
        certificate = ctypes.c_void_p(ssl.SSL_get1_peer_certificate(self.ssl))
        size = crypto.i2d_X509(certificate, None)
        bytes_ = ctypes.create_string_buffer(size)
        at = ctypes.c_char_p(ctypes.addressof(bytes_))
        crypto.i2d_X509(certificate, ctypes.byref(at))
        return bytes_.raw

    def end_point(self, hash_name):
        return hashlib.new(hash_name, self.certificate()).hexdigest()

    def close(self):
        if self.connected:
            ssl.SSL_shutdown(self.ssl)
        self.socket.close()
