"""The committed glyphs: one-bit pictures of the 19 symbols in four sizes.

They were drawn once from DejaVu Sans Condensed Bold (Bitstream Vera licence, named in NOTICE) at cap heights
of 48, 52, 56 and 60 pixels and cut at half brightness, so that no font, rasteriser or library version can
change a pixel. A sheet is one row of glyphs, left to right in the order of `SYMBOLS`, all on one baseline:
packed bits, most significant first, rows padded to whole bytes, zlib, base85.
"""

from dataclasses import dataclass

LETTERS = "CDFHJKMNPRTVWX"
DIGITS = "34679"
SYMBOLS = LETTERS + DIGITS


@dataclass(frozen=True, slots=True)
class Sheet:
    """Glyphs of one cap height: the width of each, the common height, and the packed pixels."""

    widths: tuple[int, ...]
    height: int
    packed: str


SHEETS: dict[int, Sheet] = {
    48: Sheet(
        widths=(37, 41, 31, 39, 20, 42, 49, 39, 36, 39, 40, 45, 62, 43, 33, 36, 34, 33, 35),
        height=62,
        packed=(
            "c-qz2L2lzV6b4|jDxh7}0~Fv<c(DRfki{%>ggHu8WHHMeAqr-ZWfWu)2H}wX|Mw`F(%8-"
            "v9WQDmwk1)YB=V7bv@w1*|NYhF<y#)gC;pq9+ni^9;x(9l?zri)#|FNl3=d2=9!;A|DVuXJjyw8*jRzDk*x(t#vv|iHI"
            "Q@~r&h}}s2eBiM4`RR9cJcwIe&Hrc560&tw&xCfd&S1Mv-"
            "{}th`V3x%;VF}PNqvf!v2(VGANDHi{0ZXu_3Q{XY<k29@V~Pp<<8VJ{KErE$u8euBo<MOlf`QgKhJ?vv2Vq#C}_BPrIY"
            "t%BiTurq~a>m@RfXVoyeHLG7=+f!dB@M?^?>u-"
            "js@^w1PLZ|#Pyv9Vux1I3<jt7u3M7MDZawDNrY)*jo%zTVhv9zCNaOWkknP}vUl;9^_qZb0aX{RQ6Gl}eQQJlF^)+Wo<"
            "P-`QQU8{9=~al>M}Y<{DCmrb6W?xQ_Q@T-"
            "k7iyd%0T1JOwEU@`!ZNr|n&0`;aMFWhMb~L{jG~!(nTiU>(hH4wl<V7vE>0#r7KoPc;9V}uwkeg_uCrMww!O_`kT(+ps"
            "+V11t&aA(^Jvbbl@Eo+8Z<QTsCm9EtoegoZqu5^BU2V_qt~S1+@FaHohHV-"
            "6q@`g;vF+A=mKcfljNPI}d)ob*+9U1$VEdVMMN)e5YQHeH-"
            "=j?ojuUn+w&$6&yJy&w*ok&n?0#dvV#B|u=3u+ZmJ?}v)`4f_Ztd=zEj?K6Z~2Tp_8jSp?H&-"
            "z)1Q?+tIcQL*>9<dt1WesD!a)hEw+Tl;QxmG$O>|iZ5i^x)=46(jaq%nE$qmSrFK_rh6qL+t9B<g;#2H9g6C~%vD}7p_"
            "LbVLP7By~#iE>VTsUV(v2SSi<I;B+uN&J<J%<(+W)ZdJR2Ernx3$C0wlY=~o6R_>jaY5e#*k*kPQ}ir?3o4nn;D*;)^R"
            "XYw#`>jY^$^GY?IpANIY27=9&BM?<@O7uUOf)8$0go+w-"
            ";;+s&&zs*UjDh<Y2lNv1ck5wK!&VAX`+lr0V7IbARI*Q~K7_EoWGv8BGV+EE4&W=i>N465CQbzU0x_Oo<2wLb;g=u;or"
            ">^lK-(!su#X<2MEBZ1pcZ0y4McQb9gjq<m(_kDh`<C+J|i+xM`QEly)?bbHu>~Xc*xaLM-XSdJVQil7Urp0a~ce_6^R="
            "slk4xM!OHkF)iT>1{GgV`<YceQ04d}1@Lw#)9s82iF`r`Q~5BO7q-"
            "^I#dokF(fvSJ?NYd8ODW9!`zl&zvu1h}Oy|cG}oa#eU!0tt9%e<FPqy&T+NvYP-emA357+wROHMIcs0pC+6b0Pe<$}hh"
            "UN|b|b5bd2dS@+Q)MUu^XK#Ke8o1`QEN_pIu&+kJ!t6DWf&s*!xV$t4e*V9mPJCvpJ?UHZ3XDVh_h`<b%JL7|fm>$cZh"
            "vrj-"
            "u8%{4njMX>P$+oEnHHvhnf+8j?L;k1$?cV#T9?H0McJgH8VYB%iRw4DyCVoUz*P^lcrahXOExrRw|mD|^LgDU?~8+o&?"
            "i&!0r6FzJV81<T@wlSHkwp(m8TV+daCL`;e)t1F>uPfo9T1(Zo!CZFQ?j#9OTh@TCES71f#je+Y8@o@d-"
            "7U5*7%JQF%CtWVWo0cDi=FDV>&Eu^2W?pwuXZDA0VWn@HY#iGjqUPZi`}kvU+h+Y2pGiXdj4LDSgGQ<*s{RqN<W**PAB"
            "c~y)C~(=)7TN?LS$WpjkwJ<Cyk#C#A)1&f2UVCIO?`p7%cT#6iZZ-"
            "R~?e{rlf$w43v?<x3ZjmrLeiFMmNh$BWV3|JDu{wC4-j(*^DEg7$DZ`+{Ak`)N)24}kqSZ2"
        ),
    ),
    52: Sheet(
        widths=(40, 44, 32, 42, 22, 45, 52, 42, 38, 42, 43, 48, 66, 46, 35, 39, 37, 35, 37),
        height=67,
        packed=(
            "c-"
            "r0AJC58q5C&ihT7by{I)bj@U;!SD0vt@}Bg|2(#Rd+21j}&X&@v_%0@kv&{=X=RQg_e53wN+9z&)}a{PZXmi*l|_?iVf"
            "XvaU62o85rlD5J=%{}U|Eh2;1*=BU43*GJd?Et0W5yM~8}w$b9Zl|ftJfrH4Ttz%a&qi&R$|G|N?VCP0GM#vKNbkBV~c"
            "1>6x3bF9a1ueVytUsMRa4TCCoU9Fdy)a(<!c$I!9(p1Y*LT9pdk`ZCy;13SddpiYgq}AzI~zMsL@RUT#o_7jpzQ75cjD"
            "0qc><Af=s?1+M8H$VgXA)v2rrYqrJ4{BixHplk(gW{G3tiICqp9g^%Oy-"
            "6Vc&~jchy>;^9bi(q|mz<g;EySd8fGa3iD&5M4bHy$rFug_Zb#r*(~(w4q31A`uGlT`cIzk}e3h5=$Yz;>U=OvJn#q4f"
            "NEN$Vhnj72#K6IT68#aGTH<Orp`Zro`N7N193KQ6%&oMZB)^bn}Ub+2ITjxe(7+h@M2yM&@qtJOOv){xD(;=ndGa0jvb"
            ">eIxYRLBy5Nj;B2=Xjp2K>~RQFBgT+hnSR$jI3eNBZ|H<yW$1A-"
            "f&kHeBpN<aBZLGlf9NX$F;s|NiP7!E#6$&xH;UeZJ?{>LZA)jOI}jdwW^KI}^bhR;vy=CU9EcByeFP5ogcG4Xj|89m00"
            "OInF9ceth)%G>h>%*Y>oG=zLUbh#R|4@KWqFB+nzUT_ri5;OSBT~ck*^ayGiV`367dQ#ti&f=sy5W-"
            "knD~eT(lS$Bm9ZL-6_#Xyh`Ao5g$Rc?CvBM5N;#%kd<iV+kwz-"
            ";o?&^V!BG;Ehqt~6)|G+HPO9DAX_WZf{3pY4UfmxE`jh1N1_f7YKZ9ukw8eRNkKwQupx^b#8Ujgi#7tWMFKtaf@qWw{*"
            "#^fUWj>%sIDfann=9vv7bY-tZuzu3AshgBs|htzZ3mVG)6q2cQ6qkpAG$F#0<ip2ssiHi3bvC>)nWP5)o;lA<^wbcA*d"
            "`LlhrgA~5F8@(x6o)-+gZj6#ec-jWE|h9n!ujX>{5QoBhEMkEl+p3Kumv>+x?BC~KR#9+i?#28*9;ztmE*@vXL5Me1qT"
            "NBwyA+lWss+gA_RQyCD@5EFQ1BTQ#_dB8OIS_dzaIG)CZoLN7DQ(`%gJC0lO_X;be;P3(@}kvTw+RHTmRclaC&oe`A_t"
            "T=O(863zhn{<LO@<4k`YryJX8;gLGQH2P+}=Tt4DoVNQ@*VcOtIjD7{}0jXdrJ=SHxV@7W0J-"
            "5S@0VBTWRIVO+;kuQkFS3%1Jq@7c9aoC7Po)d|o5TPb6lDQaxd4kgc$4dFPTh~(}??lP8lwu)T79LNxlR0u_oV%L9c@="
            "@T9DigC)*!M?hiqAiR{pw8Aka4=+I#j@j`9bhJrK`@&;Wl^4N3lD>^5RJ5wa1F2#6mGsv5VB-"
            "8Eq&xW8Q<pd5~~HzI6AzZ36~hCr|~whH8@2$ZKF+>zLZq}B+QrHK>0Gtu$BsyeE_s0KAQbmSz_SH!Rq%-"
            "5yzU8}(>#O;E!!O53|KND8@mYTK@Pew2RO4;nMl+8{<M2SqItBBEv#s;=Rurhb+tnLZD8;u*$abkm6*on}-"
            "r>XKxv=uQ|1m+iS)>+*XbCeOBUzF1LJipMs7iYWoGWj-QIun5tJ$;{Hoz;D2rbVY89cM}VMC?Eycf3HjikKW{Mku$C(l"
            "Le6TL6)o({%Dc=o8$Cb|V^QOe2tQIc-2;sHrJfBE~nA1+@tC%4t%3AT$PECu|xwadxzn-eaF>G#*!?p4#6envHN95f22"
            "u9_&P9#+}#mst*(gLi^rTB5lNIguXPqp`OG@B7i85$jXNGGs}U{zPAx>C*n22^Gims>LKuB!@Lr#pS2{hk3|PU``%SzD"
            "MT=0G6J7`f@So;&n)<Cu?`~|kcn?)CmQ>zCa(|!wvg!f;p)+bJ{vv;n}w`{;mEZ!5f}|d#EsC*d?HG{;dOws9e9*DYAl"
            "5bbKz+zQ}dr*!q!rl%Lhrh^`-J(5<ju{`xD*WiB{|z#($m|{uhM1JCW~CEcYkU{fX)R#IJ4dAL2uj2>"
        ),
    ),
    56: Sheet(
        widths=(43, 48, 36, 46, 23, 49, 57, 46, 42, 46, 47, 52, 72, 50, 38, 42, 41, 38, 40),
        height=72,
        packed=(
            "c-r0Ay>8?-"
            "5C?DyEYt*0$`k?gD14PX$N`k$!lfU<k8(O(;qo5A3S7861ul*U)11tIhSc}&BFSZoTfp{um*S72$l;L2)YO|F`f}8jw{"
            "6OAEaA7O*b)W)obVcrp-}Og&NTEw(QsSvbtT{OHN;J8NMBMhUxMapC6288<$w7O_&X=%S{jU0(aQBZs-"
            ";KbW})7gsnLpiNF}t(C9WpP=RMjLmGa=x<|iR`l%u;X6+xvX<s)CxaJ?>hraUP0pwpXIs-jYnRI;Z$)ulwrR02hvUi1}"
            "JE-5Z7PXm4DwV#x-"
            "(kw@%g*%E;jS}sGqFemx*Hlm{x``T;a)qjM)AOs_QWeFCqC$PfuVFz^5NZI0QXx~gHD9Pk?zBkMZz)Tmp6>gIdXYg^D9"
            "`u9%^O>(q{?+GC7oJL)Uc&$8fzULdXMsYmNF~K2N}ygHfWwuGB>1drSNO86E$urZt9+T-"
            "B5fRg$n${YHe}AIPdxAzED=?$)8$D*itR7)E=L2U#QUJI~;_<;2oK&aY5g58w(Z82T(jVD|AtrB{Fp07nIvky`wkW{Rz"
            "tAA@;u;5V(?W(fp!RG`L7wz=e74A$BaOZbR|^Z|HNG`3MFBeq7`}9{DPZp6!0cFhukF5?x*7K1TndZp5}7<q2&Ybc_yp"
            "P`=?^rciiE$?!v{%~X@)u1q})&;i34BW6o+*KVl_lsQ3-+y*BRoC~zCpfs%ekf|P%6tjCn-Egd8YRqvq2N2p&{Fj4-"
            "<By<8z?i5uQ#|!Xnc<yMjvm(3tv=i%Dk^1W>Z?#b`a-"
            "#9rqYHoC#XBAs8HeHu8cGWHTo}jP#o3~+~spWQ~V96G*RuAy5~x3dg5{A&r;n?Ia#ul`h1#dc-"
            "2}_4_w(y#UsjNr14Z&YCv2Gnd1KMUCh)VlyvSP^^t1^RVSvt9#e6mBB)k^4JxUWYJ%hymna1Fn!ZG((n$(e`^Sj++$d#"
            "1Sx}yis9Ki&@ADYI0z6SKhm=D|f<||R;#tbyaYO<2F6%KD1w}Gsl%gZ*F*Oks&6M1^QfW!`68L0&>umz1izFx>C+DcRp"
            "q^=t7IsA;T6c7pX38U2#!N}k?h+MN)J=(jW0RXI8KqO|RwygElE-"
            "2J%4;RfWl9?KncCp7rrqdj`9@S8fL!MgC~uh3NTn3dfsm;v6c&+l)UcvHEtbY^K}Df#p)_4KZK0Bs@-"
            "nI}+|?)gIPNHuDIO4hraD=T<XM?^TvHt8&QW1O4J9pj*2@dk3H6DGHmGt}JR%06MoI3HrYDz1Am7Z63QH<Tp{h{wtZ48"
            "`^@w}!GL>{n@OAk4Yt92>p>!Bq{;(n}xn%@$>w2L&tjaFu=w~Q8qHdQRsFRbaq|`L8M#>aEmGHHtI>|t)4TZ-"
            "$xJ=pQu+WfW=~*bF`2qShU<&eeCR6o}+Jsv)6CEzp_j%JZ4R*^<sZjS4vW2qTIc7mgPDbl+yP^68)#k3X%PDMmuqb6@V"
            "a<z(;dIhSV8YWhnpQuZSwtRW73T7tQ17Z+WXi*WLe}{bCrXw^uZ2G*rAA4T&QSL`Nl~hK*8n0JY@w>0;1<dqQBq|S+GT"
            "F>v`u5elFHA>V$U#6)T>b6KqWKf7J1JmR9|VQwrA3qTgd}^2`jQEDU@ANy;A-"
            "unJHs(3#zj+R3wc#od>34YD%QJ<TpJsh_Z5Uf~a}mAvLF*eoOJHfeM=>ls%?MsgS9hNN4IHQ@v7CB7KmvW9M-"
            "|&DpKd&y<R~5nep22N~>nKXP_^;APvAsp^pO8!GQaW~!N~Y1305?XN)9aYy+B$}y$;t9h_1mA5|gR?h9I7K5QsW=W+5W"
            "pssiGG4K3{6nGz$;`y!snm9Zx~3X@n=3p)xlE0j!k+X4mnl@IxtsaTY`5KOs>Zp+MERL=bVSLS41evpjS&TV2>?22ak8"
            ";GOjuJEr!kkPw4!iskyA3E2A`A)<#CrIk~LLPI;L7(UL?#Es>M!G0^UsNDVs}rcC<eDSyKkbP!r`&Q%*h$I%kl|p%R-"
            "<V<u{SoVBCw4yi_0GNIy<(%7UaWTpaA3!&DBbQ{Xk<4m<jRI{K)8JS)vS<9ryMwx}}?&xttIX$r2QS|}U$Od16dnwrGh"
            "pflKaebh=p;`^xdPTFOhKbS>;Y`UfvDZAu>d|9w@(Fa9kBPfI)m)_N>F~Lc6B4}lnkZU5yX^`!$n8gcx1(z9b*1W=viS"
            "^pP3ab|<rtB7sn`T1lQ(`6osN$5tuE64?&WEIJCrx^RO$aj{j*n1!?mdPYLum`QM#k}390U<q^>uu()Fl#J?e^aslOie"
            "f7JRnA_~?D"
        ),
    ),
    60: Sheet(
        widths=(45, 50, 37, 48, 25, 52, 60, 48, 44, 48, 50, 56, 77, 53, 40, 45, 42, 40, 43),
        height=77,
        packed=(
            "c-r0BOK#ja5C&ih0)|T-fk)xdsI0uq5pt9;m_?R3LKI}-"
            "Wi*(D6^tTI)n7%5dUVG@CLSOSyWQ=U^hp$1Rb(4uax(w@Bh2+>x0Y9S;%A>1n=`%aG9JnFdE(b2y;vfjj?YiL0X{Y+@<"
            ";rv?~TPDkKaf~r~O^VWq5uLd3L<zMEfvEFCTFDGiVtcdB2=z1!qtjI2hydNBZOO%b?8@j?Y%YZUXi=3wq9v^t)VwGr-"
            "V*E2wb~eo!#vkQw}h1M*oV0IvZ`L%Lk{JcBMzk+%u5zit=nb?(5xzbijGfLTFXL66h+1su<y&m+Ltf}^|>@Qd8y*A?^t"
            "-|4CF(R>91w-3%9kLe83EvVpHz$w;-ZNP;4#UK-"
            "}<UjyJ1@|{UFJ~}v`^^V%#vXg{p@I&t6zupZR#4ixczHd8IPP4>gPvFmK1!dmI57RL77c?#@vx%*<pTcI_7r}czz!|9T"
            "!O<jNJE;3+ifuQ8~Ex7_UIdBybKDicR||MXk$&>K@+`vC*a?Cp*w7~+g*Vcz5g0aveReuDKsRHSO#Z9-"
            "C?1#5U{6a@(R*O9BCM0q~t7pxdk1XXH^i5!`sKTKZ3o2-"
            "1G2*G0bB;@fq~5wKaM^0PYc84UN{B2k{1a1^Wi<7?hC3L$2RI^s)u!+#$a45KR2n4E+9)^~p;l;q6agkO-"
            "#WX!MCdU%(EdW~m^x=gQZF2(I8LnS#NNK?G;+%YU80bOs|2Nw)*DbQJ;lhE58Gr<|N-"
            "KTGkCz!{BW5yrkAK^pe}<sMH)qt8un0+{8RHgEvwj-Wk*8i<BFpg|XyJO1?T#C)JJP{8=uf*f!e9BzT1IGi!)G!be*r+"
            "?cP>;QHECk?Cu=Jz@IEZN>G7$s$MRQPrPKl9ngZ$Auv#5LUjmkM?#@DV-m8@0-"
            "}+hF8jI>CGc&`DyVgU}FqXhHWq@C(M+Li;fIak&NJS_t&Gl~Ul~m;!1E6$-d2Xrzp2K&h1$3IJb^pgV&-"
            "f&CurImU9v0=Np8?}16cz~G1VvX=%Preg(>Ay(;?$*uqcdTqP{(T+{_=POv^B{*!LRnQfX%O_6W3Q7SN7sump!KZdBG%"
            "vs@a3*`78_=IX8v70rt^>%y$+(5VQoub2Gy=vJj1s(!DJpsph0~RfkCvK^G;9UA6|;crJ#YmW1pG4(HF$Tq0S70k{s=C"
            "{&kFL^c}6$73rb6b8D*w|bR;dQE<x^Qe9L;Y{!~B&-S2}lKwrSrWc;Ooj=_O*#A*vT0-"
            "O#Yy`i6HT%li33%uKb^9Cj_;DSym$yJ&(js?U}>$#?R#yzAsBjDInZQ}t909|{9R7s`-"
            "$jAJCFLeT@9XJ%wO0*1o2QjqkJ*0asAd-BqQ;Fw*QqLu+oVD_9z%lH>(o5+y2Y{nwzvqA$_*TI<HFJyc2=cH$fS(jZ9c"
            "8s7zCZBO4xF3W(^Noes<0yYaBxF+l+ecc)CkxkYsoBQ4_;;qE0cf}6imBbO54T?O5rG=&wsB14h2M%yPGX0DFGE+bW*<"
            "?hZXbyP0bcIKNV2&@_?D*J@8AZIWbj8Ucd#3rbZe%SX>0`0G51+E8Rfen1+442R@>v*}zqsc^6A5WMzPFxX5V0ZCa)vw"
            "vAiHzp81tYNN_sK(}h|jGP${phHFTHk(@0Y#_IS<d=}*y_)7T>Qb4WFqk(m)_h1=Kz4hpV5!=!K-"
            "%|SnfQrMHOlk^lY|Wn4Y)MmYHD3tz>f+_E!7ml{Z-|i0L~|{PG;y3dY-7vu}C46x7ma71lp^)MGN-VAQi5%+A|7R<`&x"
            "(qSM5sf;zWwXAsjh8U|<3H6Vto-"
            "9Vi^9YBc&WxD3Br)yr$EaF}2cHnpmEc3$xeo%0(piW5R8FW1RqS^Wxv>O=kPb>8mPo<Xb2;z9NM1#r6It<q;rx~#2uu?"
            "&@1E(9H%<=y)rmtW^E}XR-cXbX=`Rf4k0tA76Jc0cY>}AbqF|vwbQ(39t2^4bSWIA4j<HdyJZ-5-"
            "Z(7P_cxq!Ybf)<e1X)MPw+*;O9t`W$?f4?wv28RZW-"
            "v?(SD^ZqHsDN0wNT|s<Bo2MM^mPDvG4LAfBw!!F0C2?0RNla>YZ={Pt!+JnRDd;LxCC96w5Xtrum^2^tDSqOV6&RIoWU"
            "T;?hKkE$gK}h)=M9>Kq(+fnl5W7+7@V!px=SM1=pJ(_r>=ch%3TjJE;`fCFmpQIAdOdv4R%4QNhW`n)jpDe6q@@6Uwfn"
            "_$@IXLH-"
            "(H16>Q|3(#xcvj8Qt<4!EPh?Gl>{DjZXV9!O!kAd>N#go=qRvKoi;3#?PJ?s|jX&>~f2DA+r^ot5U;Z?Gq0hsa4%s*PX"
            "TG?$xNn^D52oxA_K4;MAiT(&E2Z~uQKb6}nl0@+F{9P4-"
            "<xe~$MIFBPx|GWIU_S}|@WZ_{=<i(pFL~q_2HpPvrr#bMUK%vNJGj0yIREC6&AsrbFz(mg!hZqxFy1f"
        ),
    ),
}
