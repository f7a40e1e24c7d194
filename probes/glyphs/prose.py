"""The letters of plain text, as in a message on a screen: DejaVu Sans Condensed; see `probes.glyphs`."""

from probes.glyphs.sheet import Sheet

PRINTABLE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:;!?'()/%- "

_WIDTHS = (
    "12 9 11 11 8 7 11 10 2 5 10 8 12 10 12 8 12 10 9 11 10 11 16 10 10 "
    "11 8 8 8 9 9 7 9 8 1 3 8 1 14 8 9 8 9 5 7 6 8 9 13 9 "
    "9 8 9 8 9 9 9 9 9 9 9 9 2 2 2 2 2 7 1 3 3 6 15 5 5 "
)

PRINT = Sheet(
    symbols=PRINTABLE,
    widths=tuple(map(int, _WIDTHS.split())),
    height=19,
    packed=(
        "c-no`PiWg#7y$53Rwk+4vtHOBD6voy45fz+p6ijSEREtdhaLjE?)bb6(nFww6zV}1%XaYwGx16;4TGk;^z2aBR=RahRZ)A;$c{M_"
        "s?y=?Fjl2zjRu>wr#MNMWZid=p3wV#eDAM>?S*JKc7J*8c*<sT%J_un21YqL4vgI(!(FgJuw{GXL<$auDq-2qM&q%eLUvgo{QxrF"
        ">c+$IdRK0$ELcRb)$By&I8uecX_Zd*ECeqtW%oUN*IEzeqrc;_Wn0^|5&^&{S97mv$dH>l3%Y4{?a{kBO(|F?I;{;N?OCbAR_+_Z"
        "Xa`uTxMrJ|s{RN-8odc@L(?R=X|f<rS6Ukx#JD9EpIq}PdZk4?m?XCZTPg&MT)KCK0vu}$Bo^ToVXZqD!Vo7`S{$7@)}Y$r_tx1}"
        "%XoGZm;Ts#9&TTb9ron2S|tuVpt-yNJJy1CWfEYpF$S!(V^MbXc5~mV=CW8~+H8CN^6f_c&zqT_zRllRdHnlAA=vUfC$T1H@-FEs"
        "25z|E`8I&od;zTdxFyF;wr`cVRnKK*(I%ox&)x8gVLM+phF(wOhEfRD?)#2NJ#g>kJAWaIy1~P#^W5rRZ*waS%W>0YE9N?MLL6Bs"
        "1=aIeNwlfpGAHn9(4LWW17n$6UtgV?J10?3sClO{OK2j;Mn9kWMB`KF_r|y=^SZv^R!ndtR~2+We+ml_Se2f&>2gbzWmPGxEl-;>"
        "iDiF8a9x?P*r+lsjwhC}W2wn}HO==SBv=!;<-akO7I?|riW95Wv*d?`wagqjfv6|KIKh(UTxVHjIyD=D^_#J?j%u=wOXkJILWwm!"
        "G%#2ZY$vG;@iFe!1-}-Shc1|78ucWwqQtV9sGOHR1fX-7o&Civjn&P!D=jV42UVn8Fa|V71jpUAcIOLD7QPxfIrk13@esGt^?q&v"
        "`k?PUZoQQeoSuc4ZJtdmNvI;NWaxxju1nn(8V%ZcNgu)(bL+Zl`Z^_b4G0;m6Q^PW+CaRnNo(styc($!{5;0Csc#Z>UV2)UOcUv}"
        "D0es8^RwUiR?yB!dM2~7iZ0GBsb*cLXMT(y1*c7)%-^y)=x5~w0JDN_cQ}$?$W1x17K!{+ET_bfAVf#y_|v<5-#3h)jU|2Xd9;lm"
        "{IG=1)U@)d6+dJ7utcp1tJC+THvaERWbdE>g`>gxl4lB}-EZwcrY*M)cHjR^j#7gC|CV?tr?l7TKWgRqRdK*Nlq(+U|1rEetX?56"
        "t>C|U{R0}GpCJ"
    ),
)
