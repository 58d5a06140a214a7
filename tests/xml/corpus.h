/* Streams to be cut anywhere: ordinary ones, and what is hard to cut. */
#ifndef XML_CORPUS_H
#define XML_CORPUS_H

#include "rig.h"

static const char *const corpus[] = {
    /* RFC 6120 9.1, shortened, with the declaration and whitespace pings. */
    "<?xml version='1.0' encoding='UTF-8'?>\n" CLIENT_HEADER
    "\n <starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>\t\r\n"
    "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>"
    "AGp1bGlldA==</auth><iq id='yhc13a95' type='set'>"
    "<bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<resource>balcony</resource></bind></iq></stream:stream >after",
    /* Everything that text can be. */
    CLIENT_HEADER
    "<message to=\"romeo@example.net\" "
    "id='&amp;&#38;amp;&lt;&#x41;&quot;\t&#9;\r\n&apos;'>"
    "<body>a&amp;b\r\nc\rd &#13;<![CDATA[<x>&y;]]]]><![CDATA[>\r\n]]>&gt;]]"
    "\xc3\xa9\xe2\x99\x9a\xf0\x9f\x98\x80]</body>"
    "<b\xc3\xa9\xe2\x82\x81 \xc3\xa8='\xf0\x9f\x98\x80'/> \n</message>"
    "<a/><b></b><c d='>'/><e f=\"'\">/</e>",
    /* Namespaces, declared around, on, and anew; prefixes in values. */
    "\xef\xbb\xbf<stream:stream xmlns='jabber:server' "
    "xmlns:stream='http://etherx.jabber.org/streams' "
    "xmlns:db='jabber:server:dialback' xml:lang=''>"
    "<db:verify from='a' to='b' db:x='y'/><presence xml:lang='cs'>"
    "<status>Dvo&#x0159;&#x00ED;m se Julii</status><status xml:lang='en'/>"
    "<p:x xmlns:p='urn:p&amp;q' xmlns='urn:d' p:a='p:b'><y p:z=''>"
    "<q:w xmlns:q='urn:q' xmlns:p='urn:o' xmlns=''><p:v q:u=''/><n/></q:w>"
    "</y></p:x></presence><stream:error><host-gone "
    "xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error>"
    "</stream:stream>",
    /* Content without a default namespace: 4.8.2. */
    "<stream xmlns='http://etherx.jabber.org/streams' version='1.0'>"
    "<features/><message xmlns='jabber:client'><body>foo</body></message>"
    "</stream>",
    /* Ends in the middle; comes to a bad end. */
    CLIENT_HEADER "<iq type='get' id='1'><query xmlns='jabber:iq:ros",
    CLIENT_HEADER "<iq/><presence><show>away</show><show>&f",
    CLIENT_HEADER "<iq/><presence><show>away</shew></presence>",
    CLIENT_HEADER "<iq/> <iq/>text",
    /* No names that URIs have: known not to be checked. */
    CLIENT_HEADER "<iq><x xmlns='not a URI'/><y xmlns:z='%%' z:a=''/></iq>",
};

enum { CORPUS = sizeof corpus / sizeof *corpus };

#endif
