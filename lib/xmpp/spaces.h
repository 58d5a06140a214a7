/* Namespaces of what is negotiated, and what several files speak. */
#ifndef ADSUM_XMPP_SPACES_H
#define ADSUM_XMPP_SPACES_H

#define SPACE_TLS      "urn:ietf:params:xml:ns:xmpp-tls"
#define SPACE_SASL     "urn:ietf:params:xml:ns:xmpp-sasl"
#define SPACE_BIND     "urn:ietf:params:xml:ns:xmpp-bind"
#define SPACE_ACKS     "urn:xmpp:sm:3"
#define SPACE_BINDINGS "urn:xmpp:sasl-cb:0" /* XEP-0440 */
#define SPACE_PING     "urn:xmpp:ping"      /* XEP-0199 */
#define SPACE_ACTIVITY "urn:xmpp:csi:0"     /* XEP-0352 */

#endif
